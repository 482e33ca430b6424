// Amazon EventBridge Scheduler invokes this function, which asks the agent and publishes its answer.
import { BedrockAgentCoreClient, InvokeHarnessCommand } from '@aws-sdk/client-bedrock-agentcore';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

const agentCore = new BedrockAgentCoreClient();
const sns = new SNSClient();

export async function handler({ question, scheduledTime }, { awsRequestId }) {
  const { stream } = await agentCore.send(
    new InvokeHarnessCommand({
      harnessArn: process.env.HARNESS_ARN,
      // A retry of the same invocation continues the same session. The ID has 36 characters.
      runtimeSessionId: awsRequestId,
      messages: [{ role: 'user', content: [{ text: `It is ${scheduledTime}. ${question}` }] }],
    }),
  );
  let answer = '';
  let stopReason;
  for await (const event of stream) {
    answer += event.contentBlockDelta?.delta?.text ?? '';
    stopReason = event.messageStop?.stopReason ?? stopReason;
  }
  if (stopReason !== 'end_turn') {
    throw new Error(`The agent stopped with ${stopReason}.`);
  }
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Subject: 'Report', Message: answer }));
  return { sessionId: awsRequestId };
}
