import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { AgentAlarms, type AgentAlarmsProps } from '../../src';
import { ACCOUNT, harnessIn, REGION, runtimeIn, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';
import { testRules } from '../support/rules';

function alarmsOf(stack: Stack): Record<string, Record<string, unknown>> {
  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  return Object.fromEntries(
    alarms.map(({ Properties }) => [Properties.MetricName, plain(Properties) as Record<string, unknown>]),
  );
}

function alarmsWith(props: Partial<AgentAlarmsProps>) {
  const stack = testStack();
  new AgentAlarms(stack, 'Alarms', { watched: runtimeIn(stack, { runtimeName: 'desk' }), ...props });
  return alarmsOf(stack);
}

describe('AgentAlarms', () => {
  test('creates alarms for system errors and throttles by default', () => {
    const alarms = alarmsWith({});
    expect(Object.keys(alarms)).toEqual(['SystemErrors', 'Throttles']);
    expect(alarms.SystemErrors).toEqual({
      AlarmDescription: 'Requests to Test/Agent fail in AgentCore or in the agent',
      Namespace: 'AWS/Bedrock-AgentCore',
      MetricName: 'SystemErrors',
      Dimensions: [
        { Name: 'Name', Value: 'desk::DEFAULT' },
        { Name: 'Operation', Value: 'InvokeAgentRuntime' },
        { Name: 'Resource', Value: expect.stringMatching(/AgentRuntimeArn/) },
      ],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('describes the condition of each alarm', () => {
    const alarms = alarmsWith({ userErrors: 20, latency: Duration.seconds(30), newSessions: 500 });
    expect(Object.values(alarms).map(({ AlarmDescription }) => AlarmDescription)).toEqual([
      'Requests to Test/Agent fail in AgentCore or in the agent',
      'Requests to Test/Agent are throttled',
      'Requests to Test/Agent are invalid or not authorized',
      'The p99 latency of Test/Agent is high',
      'The number of new sessions of Test/Agent is high',
    ]);
  });

  test('creates an alarm for each threshold', () => {
    const alarms = alarmsWith({
      systemErrors: 5,
      throttles: 10,
      userErrors: 20,
      latency: Duration.seconds(30),
      newSessions: 500,
      activeSessions: 4_000,
    });
    const thresholds = Object.entries(alarms).map(([name, { Threshold }]) => [name, Threshold]);
    expect(thresholds).toEqual([
      ['SystemErrors', 5],
      ['Throttles', 10],
      ['UserErrors', 20],
      ['Latency', 30_000],
      ['SessionCount', 500],
      ['ActiveSessionCount', 4_000],
    ]);
    expect(alarms.Latency).toMatchObject({ ExtendedStatistic: 'p99' });
  });

  test('counts new sessions of the agent, and active sessions of the whole account', () => {
    const { SessionCount, ActiveSessionCount } = alarmsWith({ newSessions: 1, activeSessions: 1 });
    expect(SessionCount).toMatchObject({ Statistic: 'Sum', Dimensions: { length: 3 } });
    expect(ActiveSessionCount).toMatchObject({
      AlarmDescription: 'The number of active sessions of all agents in the account and Region is high',
      Namespace: 'AWS/Bedrock-AgentCore',
      Statistic: 'Maximum',
      Dimensions: [{ Name: 'Service', Value: 'AgentCore.Runtime' }],
    });
  });

  test('runs the actions when an alarm fires and when it returns to OK', () => {
    const stack = testStack();
    const actions = [new SnsAction(new Topic(stack, 'Told'))];
    new AgentAlarms(stack, 'Alarms', { watched: runtimeIn(stack), actions });
    const topic = [expect.stringMatching(/^\$\{Told\w+\}$/)];
    expect(alarmsOf(stack).Throttles).toMatchObject({ AlarmActions: topic, OKActions: topic });
    expect(alarmsWith({}).Throttles).not.toHaveProperty('AlarmActions');
  });

  test.each([
    ['a runtime', (stack: Stack) => runtimeIn(stack), /::DEFAULT$/],
    ['an endpoint of a runtime', (stack: Stack) => runtimeIn(stack).addEndpoint('live'), /::live$/],
    ['a harness', (stack: Stack) => harnessIn(stack), /::DEFAULT$/],
    ['an endpoint of a harness', (stack: Stack) => harnessIn(stack).addEndpoint('live'), /::live$/],
  ])('monitors %s', (_, watchedIn, name) => {
    const stack = testStack();
    new AgentAlarms(stack, 'Alarms', { watched: watchedIn(stack) });
    expect(alarmsOf(stack).Throttles.Dimensions).toContainEqual({
      Name: 'Name',
      Value: expect.stringMatching(name),
    });
  });
});

const slow = (latency: Duration) => (stack: Stack) =>
  new AgentAlarms(stack, 'Alarms', { watched: runtimeIn(stack), latency });

testRules([
  {
    rule: 'An alarm from a latency of 0, which every request has',
    rejected: slow(Duration.millis(0)),
    message: /^Test\/Alarms: latency must be at least 1 milliseconds?, got 0 milliseconds\.?$/,
    accepted: slow(Duration.millis(1)),
  },
]);

testRules(
  (['systemErrors', 'throttles', 'userErrors', 'newSessions', 'activeSessions'] as const).map((prop) => ({
    rule: `An alarm from no ${prop}`,
    rejected: (stack: Stack) => new AgentAlarms(stack, 'Alarms', { watched: runtimeIn(stack), [prop]: 0 }),
    message: new RegExp(`^Test/Alarms: ${prop} must be at least 1, got 0\\.$`),
    accepted: (stack: Stack) => new AgentAlarms(stack, 'Alarms', { watched: runtimeIn(stack), [prop]: 1 }),
  })),
);

const alarmOn = (topicIn: (stack: Stack) => ITopic) => (stack: Stack) =>
  new AgentAlarms(stack, 'Alarms', {
    watched: runtimeIn(stack),
    actions: [new SnsAction(topicIn(stack))],
  });
const topicOf =
  (region: string, account = ACCOUNT) =>
  (stack: Stack) =>
    Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${region}:${account}:alarms`);
/** A topic of another stack of the app. */
const topicIn = (region: string) => (stack: Stack) =>
  new Topic(new Stack(App.of(stack), 'Other', { env: { account: ACCOUNT, region } }), 'Topic', {
    topicName: 'alarms',
  });

testRules([
  {
    rule: 'A topic of another Region for alarms',
    rejected: alarmOn(topicOf('eu-west-1')),
    message:
      /^Test\/Alarms: actions\[0\] must be in the Region us-east-1, got eu-west-1\. Use an SNS topic in us-east-1\.$/,
    accepted: alarmOn(topicOf(REGION)),
  },
  {
    rule: 'A topic of another Region for alarms, from another stack of the app',
    rejected: alarmOn(topicIn('eu-west-1')),
    message: /^Test\/Alarms: actions\[0\] must be in the Region us-east-1, got eu-west-1/,
    accepted: alarmOn(topicIn(REGION)),
  },
]);

test.each([
  ['444455556666', 1],
  [ACCOUNT, 0],
])('warns of a topic in the account %s %d times', (account, count) => {
  const stack = testStack();
  alarmOn(topicOf(REGION, account))(stack);
  expect(warningsOf(stack).filter((warning) => warning.includes('otherAccount'))).toEqual(
    Array(count).fill(
      'actions[0] is an SNS topic in another account (444455556666). CloudWatch cannot publish to the topic until that account allows it. Allow cloudwatch.amazonaws.com in the topic policy there. [ack: cdk-agentcore:otherAccount]',
    ),
  );
});
