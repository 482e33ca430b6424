// What is remembered of a tenant, or of one user of it: the role of this function ends where the tenant's namespace does.
import { BedrockAgentCoreClient, RetrieveMemoryRecordsCommand } from '@aws-sdk/client-bedrock-agentcore';

const client = new BedrockAgentCoreClient();

export async function handler({ question, user }) {
  const tenant = process.env.NAMESPACE;
  const { memoryRecordSummaries } = await client.send(
    new RetrieveMemoryRecordsCommand({
      memoryId: process.env.MEMORY_ID,
      namespacePath: user === undefined ? tenant : `${tenant}${user}/`,
      searchCriteria: { searchQuery: question, topK: 5 },
    }),
  );
  return memoryRecordSummaries.map(({ content, score }) => ({ text: content.text, score }));
}
