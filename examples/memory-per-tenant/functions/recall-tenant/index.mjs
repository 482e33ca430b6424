// Retrieves the memory records of a tenant or of one of its users. The role permits the namespace path of this tenant only.
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
