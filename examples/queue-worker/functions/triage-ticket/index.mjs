// AWS Lambda polls the queue of tickets, and invokes this function with a batch of messages.
import { BedrockAgentCoreClient, InvokeHarnessCommand } from '@aws-sdk/client-bedrock-agentcore';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const agentCore = new BedrockAgentCoreClient();
const sqs = new SQSClient();

export async function handler({ Records }) {
  const results = await Promise.allSettled(Records.map(triage));
  const failed = Records.filter((_, index) => results[index].status === 'rejected');
  for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
    console.error(reason);
  }
  // Only these messages return to the queue. The others are deleted.
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function triage({ messageId, body }) {
  const { stream } = await agentCore.send(
    new InvokeHarnessCommand({
      harnessArn: process.env.HARNESS_ARN,
      // A message that is delivered again continues the same session. The ID has 36 characters.
      runtimeSessionId: messageId,
      messages: [{ role: 'user', content: [{ text: body }] }],
    }),
  );
  let answer = '';
  let stopReason;
  for await (const event of stream) {
    answer += event.contentBlockDelta?.delta?.text ?? '';
    stopReason = event.messageStop?.stopReason ?? stopReason;
  }
  if (stopReason !== 'end_turn') {
    throw new Error(`The agent stopped with ${stopReason} at message ${messageId}.`);
  }
  const result = { ticket: messageId, answer };
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.ANSWERS_URL, MessageBody: JSON.stringify(result) }));
}
