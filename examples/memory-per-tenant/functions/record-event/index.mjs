// Writes conversations from other channels, such as chats or tickets, to the memory. It has no permission to read.
import { BedrockAgentCoreClient, CreateEventCommand } from '@aws-sdk/client-bedrock-agentcore';

const client = new BedrockAgentCoreClient();

export async function handler({ tenant, user, sessionId, messages, saidAt }) {
  // A slash in an ID would lead to the namespace of another tenant.
  for (const id of [tenant, user]) {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/.test(id ?? '')) {
      throw new Error(`no id of a tenant or a user: ${id}`);
    }
  }
  const { event } = await client.send(
    new CreateEventCommand({
      memoryId: process.env.MEMORY_ID,
      actorId: `${tenant}/${user}`,
      sessionId,
      eventTimestamp: saidAt === undefined ? new Date() : new Date(saidAt),
      payload: messages.map(({ role, text }) => ({ conversational: { role, content: { text } } })),
    }),
  );
  return { eventId: event.eventId };
}
