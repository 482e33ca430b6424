import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { ApiKey, Model, Use } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { MODEL, messageOf, runtimeIn, testStack } from '../support/helpers';
import { renderRuntime } from '../support/rendered';
import { AGENTCORE, clientIn } from './use-fixtures';

const BUILT_IN = 'arn:aws:bedrock-agentcore:us-east-1:aws';

interface Found {
  readonly variable: string;
  readonly value: string;
  /** The feature at the beginning of the `Sid`. */
  readonly sid: string;
  readonly resource: unknown;
}

const keyIn = (stack: Stack) => ApiKey.fromApiKeyArn(stack, 'Key', references.API_KEY_ARN);

const USES: Array<[what: string, use: (stack: Stack, variable?: string) => Use, found: Found]> = [
  [
    'a model',
    (_, variable) => Use.model(MODEL, { variable }),
    {
      variable: Use.MODEL_VARIABLE,
      value: 'amazon.nova-pro-v1:0',
      sid: 'Model',
      resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
    },
  ],
  [
    'a memory',
    (stack, variable) => Use.memory(references.memory(stack), { variable }),
    {
      variable: Use.MEMORY_VARIABLE,
      value: 'customers-a1B2c3D4e5',
      sid: 'Memory',
      resource: references.MEMORY_ARN,
    },
  ],
  [
    'a gateway',
    (stack, variable) => Use.gateway(references.gateway(stack), { variable }),
    {
      variable: Use.GATEWAY_VARIABLE,
      value: 'https://orders-a1b2c3d4e5.gateway.bedrock-agentcore.us-east-1.amazonaws.com/mcp',
      sid: 'Gateway',
      resource: references.GATEWAY_ARN,
    },
  ],
  [
    'the built-in browser',
    (_, variable) => Use.browser({ variable }),
    {
      variable: Use.BROWSER_VARIABLE,
      value: 'aws.browser.v1',
      sid: 'Browser',
      resource: `${BUILT_IN}:browser/aws.browser.v1`,
    },
  ],
  [
    'a browser of the user',
    (stack, variable) => Use.browser({ browser: references.browser(stack, references.BROWSER_ARN), variable }),
    {
      variable: Use.BROWSER_VARIABLE,
      value: 'recorded-a1B2c3D4e5',
      sid: 'Browser',
      resource: references.BROWSER_ARN,
    },
  ],
  [
    'the built-in code interpreter',
    (_, variable) => Use.codeInterpreter({ variable }),
    {
      variable: Use.CODE_INTERPRETER_VARIABLE,
      value: 'aws.codeinterpreter.v1',
      sid: 'CodeInterpreter',
      resource: `${BUILT_IN}:code-interpreter/aws.codeinterpreter.v1`,
    },
  ],
  [
    'a code interpreter of the user',
    (stack, variable) =>
      Use.codeInterpreter({
        codeInterpreter: references.codeInterpreter(stack, references.CODE_INTERPRETER_ARN),
        variable,
      }),
    {
      variable: Use.CODE_INTERPRETER_VARIABLE,
      value: 'sandbox-a1B2c3D4e5',
      sid: 'CodeInterpreter',
      resource: references.CODE_INTERPRETER_ARN,
    },
  ],
  [
    'an API key',
    (stack, variable) => Use.apiKey(keyIn(stack), { variable }),
    {
      variable: Use.API_KEY_VARIABLE,
      value: 'openai',
      sid: 'ApiKey',
      resource: expect.arrayContaining([references.API_KEY_ARN, `${AGENTCORE}:token-vault/default`]),
    },
  ],
  [
    'an OAuth client',
    (stack, variable) => Use.oauthClient(clientIn(stack), { variable }),
    {
      variable: Use.OAUTH_CLIENT_VARIABLE,
      value: 'partners',
      sid: 'OAuthClient',
      resource: expect.arrayContaining([references.OAUTH_CLIENT_ARN, `${AGENTCORE}:token-vault/default`]),
    },
  ],
];

describe.each(USES)('The use of %s', (_, use, { variable, value, sid, resource }) => {
  const own = () => Object.keys(renderRuntime().statements);

  test('grants access to this resource only, and sets the environment variable', () => {
    const { properties, statements } = renderRuntime((stack) => ({ uses: [use(stack)] }));
    expect(properties.EnvironmentVariables).toEqual({ [variable]: value });
    const added = Object.entries(statements).filter(([name]) => !own().includes(name));
    const [first] = added.filter(([name]) => name.startsWith(sid));
    expect(first[1]).toMatchObject({ Effect: 'Allow', Resource: resource });
    expect(added.map(([name]) => name).filter((name) => !name.startsWith(sid))).toEqual([]);
  });

  test('sets another environment variable with variable', () => {
    const { properties } = renderRuntime((stack) => ({ uses: [use(stack, 'FOUND_BY')] }));
    expect(properties.EnvironmentVariables).toEqual({ FOUND_BY: value });
  });

  test('adds nothing if it is omitted', () => {
    const { properties, statements } = renderRuntime(() => ({ uses: [] }));
    expect(properties.EnvironmentVariables).toEqual({});
    expect(Object.keys(statements).filter((name) => name.startsWith(sid))).toEqual([]);
  });
});

describe('The use of a memory', () => {
  test('of one actor limits access to the events of this actor', () => {
    const { statements } = renderRuntime((stack) => ({
      uses: [Use.memory(references.memory(stack), { actorId: 'alice' })],
    }));
    const [events] = Object.values(statements).filter(({ Sid }) => Sid?.startsWith('MemoryEvents'));
    expect(events.Condition).toEqual({ StringEquals: { 'bedrock-agentcore:actorId': 'alice' } });
    expect(events.Action).not.toContain('bedrock-agentcore:RetrieveMemoryRecords');
  });

  test.each([
    [
      { additionalActorIds: ['session_*'] },
      'uses: additionalActorIds requires actorId. Set actorId, or remove additionalActorIds',
    ],
    [
      { actorId: 'alice', additionalActorIds: ['session_*', '*'] },
      'uses: additionalActorIds[1] must contain at least one character that is not a wildcard, got "*". Use a prefix such as "session_*"',
    ],
    [
      { actorId: 'alice', additionalActorIds: [''] },
      'uses: additionalActorIds[0] must contain at least one character that is not a wildcard, got "". Use a prefix such as "session_*"',
    ],
  ])('rejects %j', (options, problem) => {
    const said = messageOf(() => renderRuntime((stack) => ({ uses: [Use.memory(references.memory(stack), options)] })));
    expect(said).toBe(`Test/Agent: ${problem}.`);
  });

  test('rejects additional actor IDs whose number is not known', () => {
    const said = messageOf(() =>
      renderRuntime((stack) => {
        const additionalActorIds = new CfnParameter(stack, 'Actors', { type: 'CommaDelimitedList' }).valueAsList;
        return { uses: [Use.memory(references.memory(stack), { actorId: 'alice', additionalActorIds })] };
      }),
    );
    expect(said).toBe(
      'Test/Agent: uses: additionalActorIds must be a list with a known number of entries, because actorId is added to it, got a token. Pass each actor ID as an entry.',
    );
  });

  test('accepts additional actor IDs that are not known', () => {
    const { statements } = renderRuntime((stack) => {
      const additionalActorIds = [new CfnParameter(stack, 'Actor').valueAsString];
      return { uses: [Use.memory(references.memory(stack), { actorId: 'alice', additionalActorIds })] };
    });
    expect(Object.values(statements).map(({ Condition }) => Condition)).toContainEqual({
      StringLike: { 'bedrock-agentcore:actorId': ['alice', expect.stringContaining('Actor')] },
    });
  });

  test('of every actor has no condition', () => {
    const { statements } = renderRuntime((stack) => ({ uses: [Use.memory(references.memory(stack))] }));
    const memories = Object.values(statements).filter(({ Sid }) => Sid?.startsWith('Memory'));
    expect(memories.map(({ Condition }) => Condition)).toEqual([undefined]);
  });
});

describe('The use of user identities', () => {
  const FOR_USER = 'bedrock-agentcore:GetWorkloadAccessTokenForUserId';

  test("is tokens of the agent's own identity for users whom it names, and no variable", () => {
    const { properties, statements } = renderRuntime(() => ({ uses: [Use.userIdentity()], runtimeName: 'desk' }));
    expect(statements.UserIdentity).toEqual({
      Sid: 'UserIdentity',
      Effect: 'Allow',
      Action: FOR_USER,
      Resource: [
        `${AGENTCORE}:workload-identity-directory/default`,
        `${AGENTCORE}:workload-identity-directory/default/workload-identity/desk-*`,
      ],
    });
    expect(properties.EnvironmentVariables).toEqual({});
  });

  test('is granted only if it is requested', () => {
    expect(JSON.stringify(renderRuntime(() => ({ uses: [] })).statements)).not.toContain(FOR_USER);
    const { statements } = renderRuntime((stack) => ({
      uses: [Use.apiKey(keyIn(stack)), Use.oauthClient(clientIn(stack))],
    }));
    expect(JSON.stringify(statements)).not.toContain(FOR_USER);
  });
});

describe('Use.of', () => {
  test('grants the given actions on the given resources, and sets the given variables', () => {
    const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/ledger';
    const { properties, statements } = renderRuntime(() => ({
      uses: [
        Use.of('Ledger', { actions: ['dynamodb:GetItem'], resourceArns: [table], environment: { TABLE: 'ledger' } }),
      ],
    }));
    expect(statements.UseLedger).toEqual({
      Sid: 'UseLedger',
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: table,
    });
    expect(properties.EnvironmentVariables).toEqual({ TABLE: 'ledger' });
  });

  test.each([
    { actions: [], resourceArns: ['*'] },
    { actions: ['events:PutEvents'], resourceArns: [] },
  ])('is not $actions on $resourceArns', (options) => {
    expect(messageOf(() => runtimeIn(testStack(), { uses: [Use.of('Bus', options)] }))).toMatch(
      /^Test\/Agent: uses: actions and resourceArns of Bus must have at least 1 entry each, got \d and \d\. Add the missing entries\.$/,
    );
  });

  test.each(['events', '', 'events:', ':PutEvents', 'events:Put Events'])('rejects the action %j', (action) => {
    const use = Use.of('Bus', { actions: ['events:PutEvents', action], resourceArns: ['*'] });
    expect(messageOf(() => runtimeIn(testStack(), { uses: [use] }))).toBe(
      `Test/Agent: uses: actions of Bus must be a service prefix, a colon and the name of an action, in which * is a wildcard, got "${action}". Use an action such as "s3:GetObject".`,
    );
  });

  test.each(['*', 'events:*', 'events:Put*'])('accepts the action %s', (action) => {
    const use = Use.of('Bus', { actions: [action], resourceArns: ['*'] });
    expect(messageOf(() => runtimeIn(testStack(), { uses: [use] }))).toBe('nothing was thrown');
  });

  test('requires no environment variable', () => {
    const use = Use.of('Bus', { actions: ['events:PutEvents'], resourceArns: ['*'] });
    expect(renderRuntime(() => ({ uses: [use] })).properties.EnvironmentVariables).toEqual({});
  });
});

describe('Several uses', () => {
  test('are added to the environment', () => {
    const { properties } = renderRuntime((stack) => ({
      uses: [Use.model(MODEL), Use.memory(references.memory(stack))],
      environment: { LOG_LEVEL: 'info' },
    }));
    expect(Object.keys(properties.EnvironmentVariables as object).sort()).toEqual([
      'BEDROCK_AGENTCORE_MEMORY_ID',
      'LOG_LEVEL',
      'MODEL_ID',
    ]);
  });

  test('cannot set the same environment variable', () => {
    const twice = [Use.browser(), Use.browser()];
    expect(messageOf(() => runtimeIn(testStack(), { uses: twice }))).toMatch(
      /^Test\/Agent: uses: the environment variable BROWSER_ID must be set once, got it in several uses, or in uses and environment\. Set variable to another name\.$/,
    );
    const apart = [Use.browser(), Use.browser({ variable: 'SECOND_BROWSER' })];
    expect(messageOf(() => runtimeIn(testStack(), { uses: apart }))).toBe('nothing was thrown');
  });

  test('cannot set a variable of the environment', () => {
    const props = { uses: [Use.model(MODEL)], environment: { MODEL_ID: 'mine' } };
    expect(messageOf(() => runtimeIn(testStack(), props))).toMatch(
      /uses: the environment variable MODEL_ID must be set once/,
    );
  });

  test('accept a variable named like a member of Object', () => {
    const uses = [Use.model(MODEL, { variable: 'toString' })];
    expect(messageOf(() => runtimeIn(testStack(), { uses }))).toBe('nothing was thrown');
  });

  test('reject invalid names of variables', () => {
    const named = (variable: string) =>
      messageOf(() => runtimeIn(testStack(), { uses: [Use.model(MODEL, { variable })] }));
    expect(named('a'.repeat(100))).toBe('nothing was thrown');
    expect(named('a'.repeat(101))).toMatch(/environment keys must be between 1 and 100 characters, got 101 characters/);
    expect(named('MODEL-ID')).toMatch(/environment keys must start with a letter or underscore .*, got "MODEL-ID"/);
  });
});

test('Use.model rejects inference settings.', () => {
  const uses = [Use.model(Model.bedrock('amazon.nova-pro-v1:0', { temperature: 0.5 }))];
  expect(messageOf(() => runtimeIn(testStack(), { uses }))).toMatch(
    /uses "amazon\.nova-pro-v1:0" must not set temperature, which would have no effect/,
  );
});

describe('Use.of with resources that are not known', () => {
  const resourcesOf = (...uses: Array<[name: string, resourceArns: (stack: Stack) => string[]]>) => {
    const { statements } = renderRuntime((stack) => ({
      uses: uses.map(([name, resourceArns]) =>
        Use.of(name, { actions: ['s3:GetObject'], resourceArns: resourceArns(stack) }),
      ),
    }));
    const granted = Object.values(statements).filter(({ Action }) => Action === 's3:GetObject');
    return granted.map(({ Resource }) => Resource);
  };
  const list = (stack: Stack) => new CfnParameter(stack, 'Objects', { type: 'CommaDelimitedList' }).valueAsList;

  test('has a statement for a list that is a token', () => {
    expect(resourcesOf(['Known', () => ['arn:aws:s3:::a/*']], ['Listed', list])).toEqual([
      'arn:aws:s3:::a/*',
      expect.stringContaining('Objects'),
    ]);
  });

  test('has one statement for resources in lists that are known', () => {
    expect(resourcesOf(['A', () => ['arn:aws:s3:::a/*']], ['B', () => ['arn:aws:s3:::b/*']])).toEqual([
      ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'],
    ]);
  });
});
