import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, CfnOutput, Duration, Stack, TimeZone } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'ScheduledAgent');
const reporter = new agentcore.Harness(stack, 'Reporter', {
  model: agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0'),
  systemPrompt: 'You write short reports. Use the browser for news, and give a source for each statement.',
  tools: [agentcore.Tool.browser()],
  memory: agentcore.HarnessMemory.none(),
  limits: { maxIterations: 30, timeout: Duration.minutes(10) },
});

const reports = new Topic(stack, 'Reports', { enforceSSL: true });
const askReporter = new lambda.Function(stack, 'ask-reporter', {
  runtime: lambda.Runtime.NODEJS_24_X,
  architecture: lambda.Architecture.ARM_64,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(`${__dirname}/functions/ask-reporter`),
  // The timeout of the agent is shorter.
  timeout: Duration.minutes(12),
  environment: { HARNESS_ARN: reporter.harnessArn, TOPIC_ARN: reports.topicArn },
});
reporter.grants.invoke(askReporter);
reports.grantPublish(askReporter);

// The universal target of aws-cdk-lib grants an IAM action that does not exist, so the schedule invokes a function.
const missed = new Queue(stack, 'Missed', { enforceSSL: true, retentionPeriod: Duration.days(14) });
const schedule = new Schedule(stack, 'EveryMorning', {
  schedule: ScheduleExpression.cron({ weekDay: 'MON-FRI', hour: '7', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }),
  target: new LambdaInvoke(askReporter, {
    input: ScheduleTargetInput.fromObject({
      question: 'What is new about tea?',
      scheduledTime: ContextAttribute.scheduledTime,
    }),
    deadLetterQueue: missed,
    maxEventAge: Duration.hours(1),
    retryAttempts: 2,
  }),
});

const outputs = {
  HarnessArn: reporter.harnessArn,
  FunctionName: askReporter.functionName,
  ScheduleName: schedule.scheduleName,
  TopicArn: reports.topicArn,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
