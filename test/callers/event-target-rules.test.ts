import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventField, Rule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { Authorizer, EventTarget, Harness, type HarnessEventOptions, Runtime } from '../../src';
import { ARTIFACT, MODEL, messageOf, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { type SynthesizedStack, synthesizeStack } from '../support/synthesize';
import { harnessTarget, requestFor, ruleFor, runtimeTarget, SESSION, targetsOf } from './event-target-fixtures';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:111122223333:failed';

describe('The role of a rule', () => {
  test('may start the workflow, and nothing else', async () => {
    const stacks = synthesizeStack((stack) => harnessTarget(stack));
    const policies = policiesOf(stacks, roleNamed(stacks, 'UploadsTarget0AgentInvokeRole'));
    const [{ Arn }] = targetsOf(stacks);
    const start = ['states:StartExecution', 'states:StartSyncExecution'];
    expect(await allowedOf(policies, ['start', start, Arn])).toEqual(['states:StartExecution']);
    expect(await allowedOf(policies, ['start', start, `${Arn}2`])).toEqual([]);
    expect(JSON.stringify(policies)).not.toContain('bedrock-agentcore:');
  });

  test('trusts EventBridge for rules of the account only', () => {
    const stack = testStack();
    const role = harnessTarget(stack).node.findChild('Target0Agent').node.findChild('InvokeRole') as Role;
    expect(stack.resolve(role.assumeRolePolicy).Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:us-east-1:111122223333:rule/*']],
            },
          },
        },
      },
    ]);
  });

  test('can be given, and gets the permission before the rule exists', () => {
    const stack = testStack();
    const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    harnessTarget(stack, { role });
    const template = Template.fromStack(stack);
    const [policyId] = Object.entries(template.findResources('AWS::IAM::Policy')).find(([id]) =>
      id.startsWith('Given'),
    ) ?? [''];
    template.hasResource('AWS::Events::Rule', { DependsOn: [policyId] });
    expect(warningsOf(stack).filter((warning) => warning.includes('grantNotAdded'))).toEqual([]);
  });

  test('that cannot be edited gets a warning with its permission', () => {
    const stack = testStack();
    const role = Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/events', { mutable: false });
    harnessTarget(stack, { role });
    expect(warningsOf(stack).filter((warning) => warning.includes('grantNotAdded'))).toEqual([
      expect.stringMatching(/^EventTarget adds no permission.*states:StartExecution/),
    ]);
  });
});

describe('The role of the workflow', () => {
  const ACTIONS = ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeForUser', 'InvokeAgentRuntimeCommand'].map(
    (action) => `bedrock-agentcore:${action}`,
  );
  const may = (stacks: SynthesizedStack[], resource: string, actions = ACTIONS) =>
    allowedOf(policiesOf(stacks, roleNamed(stacks, 'UploadsTarget0AgentWorkflowRole')), ['call', actions, resource]);

  test('may invoke the harness through the default endpoint, and nothing else', async () => {
    const stacks = synthesizeStack((stack) => harnessTarget(stack));
    const harness = String((await requestFor(stacks)).HarnessArn);
    expect(await may(stacks, harness)).toEqual(ACTIONS.slice(0, 2));
    expect(await may(stacks, `${harness}/harness-endpoint/DEFAULT`)).toEqual(ACTIONS.slice(0, 2));
    expect(await may(stacks, `${harness}/harness-endpoint/live`)).toEqual([]);
    expect(await may(stacks, agentCoreArn('harness/neighbor-a1B2c3D4e5'))).toEqual([]);
  });

  test('may invoke the runtime on behalf of a user only if there is a user ID', async () => {
    const without = synthesizeStack((stack) => runtimeTarget(stack));
    const runtime = String((await requestFor(without)).AgentRuntimeArn);
    // InvokeHarness has no runtime as its resource.
    const actions = ACTIONS.slice(1);
    expect(await may(without, runtime, actions)).toEqual(actions.slice(0, 1));
    const forUser = synthesizeStack((stack) => runtimeTarget(stack, { userId: EventField.account }));
    expect(await may(forUser, runtime, actions)).toEqual(actions.slice(0, 2));
    expect(await may(forUser, agentCoreArn('runtime/neighbor-a1B2c3D4e5'), actions)).toEqual([]);
  });
});

describe('The dead-letter queue of a rule', () => {
  const POLICY = 'AWS::SQS::QueuePolicy';

  test('is passed on with the retry policy, and allows EventBridge to send for the rule', () => {
    const stack = testStack();
    const deadLetterQueue = new Queue(stack, 'Failed');
    harnessTarget(stack, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.hours(1) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        {
          DeadLetterConfig: {
            Arn: { 'Fn::GetAtt': [stack.getLogicalId(deadLetterQueue.node.defaultChild as never), 'Arn'] },
          },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 },
        },
      ],
    });
    const [rule] = Object.keys(template.findResources('AWS::Events::Rule'));
    template.hasResourceProperties(POLICY, {
      PolicyDocument: {
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
          },
        ],
      },
    });
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('is not created or changed unless it is given', () => {
    const stack = testStack();
    new Queue(stack, 'Failed');
    harnessTarget(stack);
    const template = Template.fromStack(stack);
    template.resourceCountIs(POLICY, 0);
    template.hasResourceProperties('AWS::Events::Rule', { Targets: [{ DeadLetterConfig: Match.absent() }] });
  });

  test('that is encrypted lets EventBridge use its key', () => {
    const stack = testStack();
    const encryptionMasterKey = new Key(stack, 'Key');
    harnessTarget(stack, { deadLetterQueue: new Queue(stack, 'Failed', { encryptionMasterKey }) });
    expect(
      stack.resolve((encryptionMasterKey.node.defaultChild as never as { keyPolicy: unknown }).keyPolicy).Statement,
    ).toContainEqual({
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    });
  });

  test('that was imported gets a warning with the statement', () => {
    const stack = testStack();
    const notEditable = () => warningsOf(stack).filter((warning) => warning.includes('cannot be changed'));
    harnessTarget(stack, { deadLetterQueue: Queue.fromQueueArn(stack, 'Failed', QUEUE_ARN) });
    expect(notEditable()).toEqual([expect.stringMatching(/^the dead-letter queue Test\/Failed .*"sqs:SendMessage"/)]);
  });

  test('must be a standard queue in the Region of the rule', () => {
    const message = (queue: (stack: Stack) => Queue) => {
      const stack = testStack();
      return messageOf(() => harnessTarget(stack, { deadLetterQueue: queue(stack) }));
    };
    expect(message((stack) => new Queue(stack, 'Failed', { fifo: true }))).toMatch(
      /^Test\/Uploads: deadLetterQueue must be a standard queue, got a FIFO queue\. /,
    );
    expect(
      message((stack) => Queue.fromQueueArn(stack, 'Failed', QUEUE_ARN.replace('us-east-1', 'us-west-2')) as Queue),
    ).toMatch(/deadLetterQueue must be in the Region us-east-1, got us-west-2/);
    expect(message((stack) => new Queue(stack, 'Failed'))).toBe('nothing was thrown');
  });
});

describe('A rule rejects', () => {
  test.each<[what: string, options: Partial<HarnessEventOptions>, message: RegExp]>([
    ['too many retries', { retryAttempts: 186 }, /^Test\/Uploads: retryAttempts must be between 0 and 185, got 186\.$/],
    ['negative retries', { retryAttempts: -1 }, /retryAttempts must be between 0 and 185, got -1/],
    ['a short event age', { maxEventAge: Duration.seconds(59) }, /maxEventAge must be between 60 and 86400 seconds/],
    ['a long event age', { maxEventAge: Duration.hours(25) }, /maxEventAge must be between 60 and 86400 seconds/],
    ['a short session ID', { sessionId: 's'.repeat(32) }, /sessionId must be between 33 and 100 characters, got 32/],
    ['an empty prompt', { prompt: '' }, /prompt must be at least 1 character, got 0/],
    [
      'a path with a wildcard',
      { prompt: `List ${EventField.fromPath('$.detail.items[*].name')}` },
      /prompt must refer to fields of the event by names and array indices.*got "\$\.detail\.items\[\*\]\.name"/,
    ],
  ])('%s', (_, options, message) => {
    expect(messageOf(() => harnessTarget(testStack(), options))).toMatch(message);
    const within = { retryAttempts: 185, maxEventAge: Duration.minutes(1), sessionId: SESSION, prompt: 'a' };
    expect(messageOf(() => harnessTarget(testStack(), within))).toBe('nothing was thrown');
  });

  test('a path with a filter in a payload, with the property', () => {
    const payload = { items: [{ name: EventField.fromPath('$.detail.items[?(@.new)]') }] };
    expect(messageOf(() => runtimeTarget(testStack(), { payload }))).toMatch(
      /payload\.items\[0\]\.name must refer to fields of the event/,
    );
  });

  test('agents with JWT authorization', () => {
    const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
      clients: ['web'],
    });
    const stack = testStack();
    const runtime = new Runtime(stack, 'Web', { artifact: ARTIFACT, authorizer });
    const harness = new Harness(stack, 'Chat', { model: MODEL, authorizer });
    expect(messageOf(() => ruleFor(stack, EventTarget.runtime(runtime)))).toMatch(/runtime must use IAM authorization/);
    expect(
      messageOf(
        () =>
          new Rule(stack, 'Chats', {
            eventPattern: { source: ['shop'] },
            targets: [EventTarget.harness(harness, { prompt: 'Hello' })],
          }),
      ),
    ).toMatch(/harness must use IAM authorization/);
  });
});
