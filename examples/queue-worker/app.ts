import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'QueueWorker');
const triage = new agentcore.Harness(stack, 'Triage', {
  model: agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0'),
  systemPrompt: 'You triage support tickets. Answer with a severity, a team, and one sentence for the customer.',
  memory: agentcore.HarnessMemory.none(),
  // No one continues the session of a ticket, except a retry.
  lifecycle: { idleTimeout: Duration.minutes(2) },
  limits: { maxIterations: 5, timeout: Duration.minutes(5) },
});

const answers = new Queue(stack, 'Answers', { enforceSSL: true });
const worker = new lambda.Function(stack, 'triage-ticket', {
  runtime: lambda.Runtime.NODEJS_24_X,
  architecture: lambda.Architecture.ARM_64,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(`${__dirname}/functions/triage-ticket`),
  // The timeout of the agent is shorter. The messages of a batch are processed at the same time.
  timeout: Duration.minutes(6),
  environment: { HARNESS_ARN: triage.harnessArn, ANSWERS_URL: answers.queueUrl },
});
triage.grants.invoke(worker);
answers.grantSendMessages(worker);

const failed = new Queue(stack, 'Failed', { enforceSSL: true, retentionPeriod: Duration.days(14) });
const tickets = new Queue(stack, 'Tickets', {
  enforceSSL: true,
  // AWS Lambda recommends 6 times the timeout of the function.
  visibilityTimeout: Duration.minutes(36),
  deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
});
// At most 2 × 5 sessions of the agent are active.
worker.addEventSource(new SqsEventSource(tickets, { batchSize: 5, maxConcurrency: 2, reportBatchItemFailures: true }));

const outputs = {
  HarnessArn: triage.harnessArn,
  TicketsUrl: tickets.queueUrl,
  AnswersUrl: answers.queueUrl,
  FailedUrl: failed.queueUrl,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
