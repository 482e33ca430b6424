import { Role } from 'aws-cdk-lib/aws-iam';
import {
  IntegrationPattern,
  JsonPath,
  QueryLanguage,
  TaskInput,
  TaskRole,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { Authorizer, Harness, InvokeHarness, type InvokeHarnessProps, Model } from '../../src';
import { harnessIn, messageOf, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { agentCoreArn } from '../support/simulate';
import { l1In, shortIn, task } from './invoke-harness-fixtures';

const SESSION = 's'.repeat(33);
const LOGIN = 'https://login.example.com/.well-known/openid-configuration';
const rejected = (props: Partial<InvokeHarnessProps> | ((stack: Stack) => Partial<InvokeHarnessProps>)) => {
  const stack = testStack();
  return messageOf(() => task(stack, typeof props === 'function' ? props(stack) : props));
};
const warned = (props: (stack: Stack) => Partial<InvokeHarnessProps>) => {
  const stack = testStack();
  task(stack, props(stack));
  return warningsOf(stack).filter((warning) => /harnessOutlivesTask|undocumentedParameter/.test(warning));
};

describe('InvokeHarness rejects', () => {
  test.each<[what: string, props: Partial<InvokeHarnessProps>, message: string | RegExp]>([
    ['neither prompt nor messages', { prompt: undefined }, 'Test/Ask: prompt or messages must be set.'],
    [
      'both',
      { messages: TaskInput.fromJsonPathAt('$.messages') },
      'Test/Ask: either prompt or messages, not both, must be set.',
    ],
    ['an empty prompt', { prompt: '' }, /prompt must be at least 1 character, got 0 characters/],
    ['an empty actor ID', { actorId: '' }, /actorId must be at least 1 character, got 0 characters/],
    ['an empty user ID', { userId: '' }, /userId must be between 1 and 1024 characters, got 0 characters/],
    ['a short session ID', { sessionId: 's'.repeat(32) }, /sessionId must be between 33 and 100 characters, got 32/],
    ['a long session ID', { sessionId: 's'.repeat(101) }, /sessionId must be between 33 and 100 characters, got 101/],
    [
      'messages with a text instead of content',
      { prompt: undefined, messages: TaskInput.fromObject([{ Role: 'user', Content: 'Hello' }] as never) },
      /messages\[0\]\.Content must be a list of objects, such as \[\{ Text: "Hello" \}\], got "\\"Hello\\""/,
    ],
    [
      'messages with a text in content',
      { prompt: undefined, messages: TaskInput.fromObject([{ Role: 'user', Content: ['Hello'] }] as never) },
      /messages\[0\]\.Content\[0\] must be an object, such as \{ Text: "Hello" \}, got "\\"Hello\\""/,
    ],
    [
      'messages with content in camelCase',
      { prompt: undefined, messages: TaskInput.fromObject([{ Role: 'user', Content: [{ text: 'Hello' }] }] as never) },
      /messages\[0\]\.Content\[0\] must have a name in PascalCase, such as \{ Text: "Hello" \}, got "text"/,
    ],
    ['a session ID with a space', { sessionId: `${SESSION} ` }, /sessionId must contain only letters, digits, hyphens/],
    [
      'an expression of the other query language',
      { queryLanguage: QueryLanguage.JSON_PATH, sessionId: `{% $states.input.caseId & ${SESSION} %}` },
      /sessionId must contain only letters/,
    ],
    [
      'a timeout that Step Functions does not wait for',
      { taskTimeout: Timeout.duration(Duration.seconds(901)) },
      /taskTimeout must be between 1 and 900 seconds \(1 second to 15 minutes\), got 901 seconds\./,
    ],
    [
      'another integration pattern',
      { integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN },
      /integrationPattern must be REQUEST_RESPONSE, got WAIT_FOR_TASK_TOKEN/,
    ],
    [
      'a heartbeat',
      { heartbeatTimeout: Timeout.duration(Duration.minutes(1)) },
      /heartbeatTimeout is not supported.*Use taskTimeout/,
    ],
    [
      'messages in camelCase',
      { prompt: undefined, messages: TaskInput.fromObject([{ role: 'user', content: [] }] as never) },
      /messages\[0\] must have Role and Content, got role, content\. Use PascalCase/,
    ],
    [
      'messages of an unknown role',
      { prompt: undefined, messages: TaskInput.fromObject([{ Role: 'system', Content: [] }] as never) },
      /messages\[0\]\.Role must be one of user, assistant, got "system"/,
    ],
    [
      'messages that are not a list',
      { prompt: undefined, messages: TaskInput.fromObject({ Role: 'user' }) },
      /messages must be a list of objects with Role and Content/,
    ],
    [
      'overrides that exceed the limits of a harness',
      {
        overrides: {
          model: Model.bedrock('amazon.nova-pro-v1:0', { temperature: 3 }),
          limits: { maxIterations: 0 },
          allowedTools: [''],
        },
      },
      /overrides\.limits\.maxIterations must be at least 1[\s\S]*overrides\.model\.temperature must be[\s\S]*overrides\.allowedTools\[0\] must be/,
    ],
    [
      'an empty system prompt',
      { overrides: { systemPrompt: '' } },
      /overrides\.systemPrompt must be at least 1 character, got 0 characters/,
    ],
    [
      'a system prompt with an expression of the other query language',
      { queryLanguage: QueryLanguage.JSONATA, overrides: { systemPrompt: JsonPath.stringAt('$.role') } },
      /overrides\.systemPrompt must not contain a JSONPath, got "\$\.role"\. The state uses JSONata/,
    ],
    [
      'a model without an ID',
      { overrides: { model: Model.bedrock(' ') } },
      /overrides\.model must have a model ID, got " "\./,
    ],
  ])('%s', (_, props, message) => {
    expect(rejected(props)).toMatch(message);
    expect(rejected({})).toBe('nothing was thrown');
  });

  test.each<[what: string, harnessIn: (stack: Stack) => InvokeHarnessProps['harness']]>([
    [
      'a harness',
      (stack) =>
        new Harness(stack, 'Web', {
          model: Model.bedrock('amazon.nova-pro-v1:0'),
          authorizer: Authorizer.jwt(LOGIN, { clients: ['web'] }),
        }),
    ],
    [
      'an import',
      (stack) =>
        Harness.fromHarnessAttributes(stack, 'Web', {
          harnessArn: agentCoreArn('harness/web-a1B2c3D4e5'),
          takesTokens: true,
        }),
    ],
    [
      'an L1',
      (stack) =>
        l1In(stack, {
          authorizerConfiguration: { customJwtAuthorizer: { discoveryUrl: LOGIN, allowedClients: ['web'] } },
        }),
    ],
  ])('%s with JWT authorization', (_, jwtIn) => {
    expect(rejected((stack) => ({ harness: jwtIn(stack) }))).toMatch(
      /harness must use IAM authorization, got an agent with JWT authorization\. Step Functions signs requests/,
    );
  });

  test('a harness in another Region, and in another account without credentials', () => {
    const importedIn = (stack: Stack, region: string, account: string) =>
      Harness.fromHarnessAttributes(stack, 'Far', {
        harnessArn: agentCoreArn('harness/far-a1B2c3D4e5', account, region),
      });
    expect(rejected((stack) => ({ harness: importedIn(stack, 'eu-west-1', '111122223333') }))).toMatch(
      /harness must be in the Region us-east-1, got eu-west-1/,
    );
    expect(rejected((stack) => ({ harness: importedIn(stack, 'us-east-1', '444455556666') }))).toMatch(
      /harness must be in the account 111122223333, got 444455556666/,
    );
    expect(
      rejected((stack) => ({
        harness: importedIn(stack, 'us-east-1', '444455556666'),
        credentials: {
          role: TaskRole.fromRole(Role.fromRoleArn(stack, 'Far role', 'arn:aws:iam::444455556666:role/caller')),
        },
      })),
    ).toBe('nothing was thrown');
  });

  test('an endpoint of another agent', () => {
    const other = (stack: Stack) => shortIn(stack, 'Other').addEndpoint('live');
    expect(rejected((stack) => ({ endpoint: other(stack) }))).toMatch(
      /endpoint must be an endpoint of harness, got Test\/Other\/Endpoint-live, which belongs to another agent/,
    );
  });
});

describe('InvokeHarness warns', () => {
  const OUTLIVES =
    /^the timeout of the harness is 3600 seconds \(1 hour\), but Step Functions waits at most 900 seconds \(15 minutes\)\./;

  test('if the harness continues after the task', () => {
    const longIn = (stack: Stack) => new Harness(stack, 'Long', { model: Model.bedrock('amazon.nova-pro-v1:0') });
    expect(warned((stack) => ({ harness: longIn(stack) }))).toEqual([expect.stringMatching(OUTLIVES)]);
    expect(warned((stack) => ({ harness: l1In(stack) }))).toEqual([expect.stringMatching(OUTLIVES)]);
    expect(warned((stack) => ({ harness: l1In(stack, { timeoutSeconds: 900 }) }))).toEqual([]);
    expect(
      warned((stack) => ({
        harness: longIn(stack),
        overrides: { limits: { timeout: Duration.minutes(15) } },
      })),
    ).toEqual([]);
    expect(warned(() => ({ taskTimeout: Timeout.duration(Duration.minutes(14)) }))).toEqual([
      expect.stringMatching(/the timeout of the harness is 900 seconds/),
    ]);
    expect(warned(() => ({ taskTimeout: Timeout.duration(Duration.minutes(15)) }))).toEqual([]);
  });

  test('about parameters that AWS does not document for the integration', () => {
    expect(warned(() => ({ userId: 'ada' }))).toEqual([
      expect.stringMatching(/integration for InvokeHarness supports userId\./),
    ]);
    expect(warned(() => ({ actorId: 'ada' }))).toEqual([]);
  });

  test('does not warn about a harness with an unknown timeout', () => {
    const harnessArn = agentCoreArn('harness/shared-a1B2c3D4e5');
    expect(warned((stack) => ({ harness: Harness.fromHarnessAttributes(stack, 'Shared', { harnessArn }) }))).toEqual(
      [],
    );
  });
});

test('InvokeHarness adds no construct when it is rejected', () => {
  const stack = testStack();
  const harness = harnessIn(stack);
  expect(messageOf(() => new InvokeHarness(stack, 'Ask', { harness }))).toMatch(/^Test\/Ask:/);
  expect(stack.node.tryFindChild('Ask')).toBeUndefined();
});
