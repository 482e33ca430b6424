import { EventField } from 'aws-cdk-lib/aws-events';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { EventTarget, type RuntimeEventOptions } from '../../src';
import { harnessIn, runtimeIn } from '../support/helpers';
import { synthesizeStack } from '../support/synthesize';
import { definitionOf, type State } from '../support/workflow';
import {
  EVENT,
  harnessTarget,
  KEY,
  requestFor,
  ruleFor,
  runtimeTarget,
  SESSION,
  targetsOf,
} from './event-target-fixtures';

const UUID = '0d9b5a0e-6f35-4c4b-9a51-8f3f8c3c7b11';

const textOf = async (prompt: string, event?: object) => {
  const { Messages } = await requestFor(
    synthesizeStack((stack) => harnessTarget(stack, { prompt })),
    event,
  );
  return (Messages as Array<{ Content: Array<{ Text: string }> }>)[0].Content[0].Text;
};
const payloadFor = async (payload?: RuntimeEventOptions['payload'], event?: object) => {
  const { Payload } = await requestFor(
    synthesizeStack((stack) => runtimeTarget(stack, { payload })),
    event,
  );
  return JSON.parse(String(Payload));
};

describe('A rule for a harness', () => {
  test('starts a workflow with the event, which invokes the harness', async () => {
    const stacks = synthesizeStack((stack) => harnessTarget(stack));
    expect(targetsOf(stacks)).toEqual([
      {
        Id: 'Target0',
        Arn: expect.stringMatching(/^arn:aws:states:us-east-1:111122223333:stateMachine:/),
        RoleArn: expect.stringMatching(/:role\//),
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    ]);
    expect(Object.values(definitionOf(stacks).States)).toEqual([
      expect.objectContaining<Partial<State>>({
        QueryLanguage: 'JSONata',
        Resource: 'arn:aws:states:::bedrockagentcore:invokeHarness',
      }),
    ]);
    expect(await requestFor(stacks)).toEqual({
      HarnessArn: expect.stringMatching(/:harness\//),
      RuntimeSessionId: UUID,
      Messages: [{ Role: 'user', Content: [{ Text: 'Report' }] }],
    });
  });

  test('puts fields of the event into the session ID, the actor ID and the prompt', async () => {
    const stacks = synthesizeStack((stack) =>
      harnessTarget(stack, {
        prompt: `Summarize ${KEY} (${EventField.fromPath('$.detail.object.size')} bytes) of ${EventField.detailType}.`,
        sessionId: EventField.eventId,
        actorId: `account-${EventField.account}`,
      }),
    );
    expect(await requestFor(stacks)).toMatchObject({
      RuntimeSessionId: EVENT.id,
      ActorId: 'account-111122223333',
      Messages: [
        { Role: 'user', Content: [{ Text: `Summarize ${EVENT.detail.object.key} (1024 bytes) of Object Created.` }] },
      ],
    });
  });

  test('passes the options of the task', async () => {
    const overrides = { limits: { timeout: Duration.minutes(10) } };
    const stacks = synthesizeStack((stack) =>
      harnessTarget(stack, { actorId: 'clerk', sessionId: SESSION, overrides }),
    );
    expect(await requestFor(stacks)).toMatchObject({
      ActorId: 'clerk',
      RuntimeSessionId: SESSION,
      TimeoutSeconds: 600,
    });
  });

  test.each<[what: string, prompt: string, text: string]>([
    ['text without fields', 'Say "hello" to {% everyone %}', 'Say "hello" to {% everyone %}'],
    ['text that looks like an expression', '{% $uuid() %}', '{% $uuid() %}'],
    ['one field', KEY, EVENT.detail.object.key],
    ['a number', EventField.fromPath('$.detail.object.size'), '1024'],
    ['an object', EventField.fromPath('$.detail.object'), JSON.stringify(EVENT.detail.object)],
    ['a list', EventField.fromPath('$.resources'), JSON.stringify(EVENT.resources)],
    ['an item of a list', EventField.fromPath('$.resources[0]'), 'arn:aws:s3:::uploads'],
    ['a quoted name', EventField.fromPath("$['detail-type']"), 'Object Created'],
    ['the whole event', EventField.fromPath('$'), JSON.stringify(EVENT)],
    ['a field that the event does not have', `key: ${EventField.fromPath('$.detail.name')}`, 'key: '],
    ['quotes and newlines around a field', `"first"\n${EventField.source}\\`, '"first"\naws.s3\\'],
  ])('prompts with %s', async (_, prompt, text) => {
    expect(await textOf(prompt)).toBe(text);
  });

  test('prompts with an attribute of a resource beside a field', async () => {
    const stacks = synthesizeStack((stack) => {
      const queue = new Queue(stack, 'Orders');
      harnessTarget(stack, { prompt: `${queue.queueArn} got ${EventField.source}` });
    });
    expect(JSON.stringify(await requestFor(stacks))).toMatch(/"arn:aws:sqs:[\w:-]+Orders[\w-]* got aws\.s3"/);
  });
});

describe('A rule for a runtime', () => {
  test('sends the whole event as JSON', async () => {
    const stacks = synthesizeStack((stack) => runtimeTarget(stack));
    expect(await requestFor(stacks)).toEqual({
      AgentRuntimeArn: expect.stringMatching(/:runtime\//),
      RuntimeSessionId: UUID,
      ContentType: 'application/json',
      Payload: JSON.stringify(EVENT),
    });
  });

  test('sends a payload with fields of the event, which keep their types', async () => {
    const payload = {
      task: 'index',
      note: `of ${EventField.source}`,
      literal: '{% $uuid() %}',
      object: { key: KEY, size: EventField.fromPath('$.detail.object.size') },
      tags: ['s3', EventField.fromPath('$.detail.tags')],
      urgent: true,
    };
    expect(await payloadFor(payload)).toEqual({
      task: 'index',
      note: 'of aws.s3',
      literal: '{% $uuid() %}',
      object: EVENT.detail.object,
      tags: ['s3', ['new']],
      urgent: true,
    });
  });

  test('omits a field that the event does not have', async () => {
    expect(await payloadFor({ name: EventField.fromPath('$.detail.name'), key: KEY })).toEqual({
      key: EVENT.detail.object.key,
    });
  });

  test('passes the endpoint, the session ID and the user ID', async () => {
    const stacks = synthesizeStack((stack) => {
      const runtime = runtimeIn(stack);
      const endpoint = runtime.addEndpoint('live');
      ruleFor(stack, EventTarget.runtime(runtime, { endpoint, sessionId: SESSION, userId: EventField.account }));
    });
    expect(await requestFor(stacks)).toMatchObject({
      Qualifier: 'live',
      RuntimeSessionId: SESSION,
      RuntimeUserId: '111122223333',
    });
  });
});

test('A rule can have several targets', () => {
  const stacks = synthesizeStack((stack) => {
    const harness = harnessIn(stack);
    ruleFor(stack, EventTarget.harness(harness, { prompt: 'One' }), EventTarget.harness(harness, { prompt: 'Two' }));
  });
  const arns = targetsOf(stacks).map(({ Arn }) => Arn);
  expect(new Set(arns).size).toBe(2);
});
