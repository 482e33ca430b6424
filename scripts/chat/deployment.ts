import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The file `chat.json` of an example. */
export interface ChatSettings {
  readonly stack: string;
  /** The request of an agent that is a runtime. `{message}` stands for the message of the person. */
  readonly payload?: Record<string, unknown>;
}

/** The outputs of a stack, by their logical IDs. */
export type Outputs = Readonly<Record<string, string | undefined>>;

export function chatExamples(): string[] {
  return readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'chat.json')));
}

/** @throws if the example has no agent to chat with */
export function chatSettings(example: string | undefined): ChatSettings {
  if (example === undefined || !chatExamples().includes(example)) {
    throw new Error(`The example must be one of ${chatExamples().join(', ')}. Run npm run chat -- <example>.`);
  }
  return JSON.parse(readFileSync(join(EXAMPLES, example, 'chat.json'), 'utf8'));
}

/** Reads the outputs of a deployed stack, in the Region of the AWS configuration of the environment. */
export async function outputsOf(stack: string): Promise<Outputs> {
  const client = new CloudFormationClient();
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
    return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) {
      throw new Error(
        `The stack ${stack} does not exist in ${await client.config.region()}. Deploy it with npx cdk deploy, or set AWS_REGION.`,
      );
    }
    if (error instanceof Error && /Region is missing|Could not load credentials/.test(error.message)) {
      throw new Error(
        `${error.message}. Set AWS_REGION and AWS credentials, or AWS_PROFILE, as for npx cdk deploy of the example.`,
      );
    }
    throw error;
  }
}
