// A backend that invokes one endpoint of the agent, and returns the complete answer.
import { randomUUID } from 'node:crypto';
import { BedrockAgentCoreClient, InvokeHarnessCommand } from '@aws-sdk/client-bedrock-agentcore';

const client = new BedrockAgentCoreClient();

export async function handler({ question, sessionId = randomUUID() }) {
  const { stream } = await client.send(
    new InvokeHarnessCommand({
      harnessArn: process.env.HARNESS_ARN,
      qualifier: process.env.QUALIFIER,
      runtimeSessionId: sessionId,
      messages: [{ role: 'user', content: [{ text: question }] }],
    }),
  );
  let answer = '';
  for await (const event of stream) {
    answer += event.contentBlockDelta?.delta?.text ?? '';
  }
  return { sessionId, answer };
}
