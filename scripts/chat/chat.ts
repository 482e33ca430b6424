import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import type { Agent } from './agent';
import { converse } from './conversation';
import { chatSettings, type Outputs, outputsOf } from './deployment';
import { HarnessAgent } from './harness-agent';
import { RuntimeAgent } from './runtime-agent';
import { signIn } from './sign-in';
import type { Terminal } from './terminal';

interface ChatOptions {
  /** The user of the user pool, if the agent accepts its tokens. Also the actor whose memory a harness uses. */
  readonly user?: string;
  /** The ID of a session to continue. */
  readonly session?: string;
}

/** Chats with the agent of a deployed example, until the end of the input. */
export async function chat(args: string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { user: { type: 'string' }, session: { type: 'string' } },
  });
  const { stack, payload } = chatSettings(positionals[0]);
  const outputs = await outputsOf(stack);
  const agent = await agentOf(outputs, payload, values, terminal);
  terminal.printLine(`Session ${agent.sessionId}. Type /exit to leave.`);
  await converse(agent, terminal);
}

async function agentOf(
  outputs: Outputs,
  payload: Record<string, unknown> | undefined,
  { user, session: sessionId = randomUUID() }: ChatOptions,
  terminal: Terminal,
): Promise<Agent> {
  const { HarnessArn: harnessArn, RuntimeArn, Qualifier: qualifier } = outputs;
  const arn = harnessArn ?? RuntimeArn;
  if (!arn) {
    throw new Error('The stack has neither an output HarnessArn nor an output RuntimeArn. Deploy it again.');
  }
  const region = arn.split(':')[3];
  const token = await tokenOf(outputs, region, user, terminal);
  const client = token === undefined ? new BedrockAgentCoreClient({ region }) : clientWithToken(region, token);
  return harnessArn
    ? new HarnessAgent({ client, harnessArn, qualifier, sessionId, actorId: user })
    : new RuntimeAgent({ client, agentRuntimeArn: arn, qualifier, sessionId, payload: payload ?? {} });
}

/** The token of an agent that does not accept SigV4 requests. */
async function tokenOf(
  { UserPoolId, ClientId }: Outputs,
  region: string,
  user: string | undefined,
  terminal: Terminal,
): Promise<string | undefined> {
  const { CHAT_TOKEN, CHAT_PASSWORD } = process.env;
  if (CHAT_TOKEN || !UserPoolId || !ClientId) {
    return CHAT_TOKEN;
  }
  if (!user) {
    throw new Error('The agent accepts the users of a user pool only. Add --user <name>.');
  }
  const password = CHAT_PASSWORD ?? (await terminal.askSecret(`Password of ${user}: `)) ?? '';
  return signIn({ region, clientId: ClientId, user, password });
}

/** A client that sends the token where other clients send a signature. */
function clientWithToken(region: string, token: string): BedrockAgentCoreClient {
  return new BedrockAgentCoreClient({
    region,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    signer: {
      sign: async (request) => {
        request.headers.authorization = `Bearer ${token}`;
        return request;
      },
    },
  });
}
