import { EventField, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { ContextAttribute, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { App, CfnOutput, Duration, Stack, TimeZone } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'ScheduledAgent');
const reporter = new agentcore.Harness(stack, 'Reporter', {
  model: agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0'),
  systemPrompt: 'You write short reports. Use the browser for news, and give a source for each statement.',
  tools: [agentcore.Tool.browser()],
  memory: agentcore.HarnessMemory.none(),
  // Step Functions waits at most 15 minutes.
  limits: { maxIterations: 30, timeout: Duration.minutes(10) },
});

const missed = new Queue(stack, 'Missed', { enforceSSL: true, retentionPeriod: Duration.days(14) });
const schedule = new Schedule(stack, 'EveryMorning', {
  schedule: ScheduleExpression.cron({ weekDay: 'MON-FRI', hour: '7', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }),
  target: agentcore.ScheduleTarget.harness(reporter, {
    prompt: `It is ${ContextAttribute.scheduledTime}. Report news about tea.`,
    deadLetterQueue: missed,
    maxEventAge: Duration.hours(1),
  }),
});

const requests = new Rule(stack, 'OnRequest', {
  eventPattern: { source: ['newsroom'], detailType: ['Report Requested'] },
  targets: [
    agentcore.EventTarget.harness(reporter, {
      prompt: `It is ${EventField.time}. Report news about ${EventField.fromPath('$.detail.subject')}.`,
      // EventBridge can deliver an event twice. Both invocations then have the same session.
      sessionId: EventField.eventId,
      deadLetterQueue: missed,
    }),
  ],
});

// Step Functions sends an event when a workflow ends, with the answer of the agent.
const reports = new Topic(stack, 'Reports', { enforceSSL: true });
const workflows = stack.node.findAll().filter((construct) => construct instanceof StateMachine);
new Rule(stack, 'OnReport', {
  eventPattern: {
    source: ['aws.states'],
    detailType: ['Step Functions Execution Status Change'],
    detail: {
      stateMachineArn: workflows.map(({ stateMachineArn }) => stateMachineArn),
      status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
    },
  },
  targets: [new SnsTopic(reports, { deadLetterQueue: missed })],
});

const outputs = {
  HarnessArn: reporter.harnessArn,
  ScheduleName: schedule.scheduleName,
  RuleName: requests.ruleName,
  TopicArn: reports.topicArn,
  MissedUrl: missed.queueUrl,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
