// A backend that invokes the agent for a customer that it has authenticated, and returns the answer.
import { randomUUID } from 'node:crypto';
import { BedrockAgentCoreClient, InvokeAgentRuntimeCommand } from '@aws-sdk/client-bedrock-agentcore';

const client = new BedrockAgentCoreClient();

export async function handler({ question, customer, sessionId = randomUUID() }) {
  const { response } = await client.send(
    new InvokeAgentRuntimeCommand({
      agentRuntimeArn: process.env.AGENT_ARN,
      qualifier: process.env.QUALIFIER,
      runtimeSessionId: sessionId,
      contentType: 'application/json',
      accept: 'application/json',
      payload: JSON.stringify({ prompt: question, customer }),
    }),
  );
  const { answer } = JSON.parse(await response.transformToString());
  return { sessionId, answer };
}
