// A backend that files a claim and returns the proposal. It has only the permission to invoke the agent.
import { randomUUID } from 'node:crypto';
import { BedrockAgentCoreClient, InvokeAgentRuntimeCommand } from '@aws-sdk/client-bedrock-agentcore';

const client = new BedrockAgentCoreClient();

export async function handler({ claim, sessionId = randomUUID() }) {
  const { response } = await client.send(
    new InvokeAgentRuntimeCommand({
      agentRuntimeArn: process.env.AGENT_ARN,
      runtimeSessionId: sessionId,
      contentType: 'application/json',
      accept: 'application/json',
      payload: JSON.stringify({ claim }),
    }),
  );
  const { proposal } = JSON.parse(await response.transformToString());
  return { sessionId, proposal };
}
