import { type ISecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { Lazy, type Stack, Token } from 'aws-cdk-lib/core';
import * as agentcore from '../../src';
import { BROWSER_ARN, browser } from '../support/fixtures/limits/references';
import { ARTIFACT, harnessIn, MODEL, messageOf, testStack } from '../support/helpers';
import { NOTHING, untyped } from './types-fixtures';

interface Row {
  readonly name: string;
  readonly wrong: (stack: Stack) => unknown;
  readonly message: string;
  readonly right: (stack: Stack) => unknown;
}

const ROWS: Row[] = [
  {
    name: 'a memory construct instead of a HarnessMemory',
    wrong: (stack) => harnessIn(stack, { memory: untyped(new agentcore.MemoryStore(stack, 'Notes')) }),
    message: 'Test/Agent: memory must be a HarnessMemory, got a MemoryStore. Use HarnessMemory.store(memory).',
    right: (stack) =>
      harnessIn(stack, { memory: agentcore.HarnessMemory.store(new agentcore.MemoryStore(stack, 'Notes')) }),
  },
  {
    name: 'the ID of a model',
    wrong: (stack) => harnessIn(stack, { model: untyped('amazon.nova-pro-v1:0') }),
    message:
      'Test/Agent: model must be a Model, got the string "amazon.nova-pro-v1:0". Use Model.bedrock("amazon.nova-pro-v1:0") or Model.litellm("amazon.nova-pro-v1:0").',
    right: (stack) => harnessIn(stack, { model: agentcore.Model.bedrock('amazon.nova-pro-v1:0') }),
  },
  {
    name: 'a string for a boolean',
    wrong: (stack) => harnessIn(stack, { allowAssumeRole: untyped('false') }),
    message: 'Test/Agent: allowAssumeRole must be a boolean, got the string "false". Use false.',
    right: (stack) => harnessIn(stack, { allowAssumeRole: false }),
  },
  {
    name: 'the ID of a security group',
    wrong: (stack) => {
      const securityGroups = untyped<ISecurityGroup[]>(['sg-0123456789abcdef0']);
      return agentcore.Network.vpc(new Vpc(stack, 'Vpc'), { securityGroups });
    },
    message:
      'Network.vpc: securityGroups[0] must be an ISecurityGroup, got the string "sg-0123456789abcdef0". Use SecurityGroup.fromSecurityGroupId(…).',
    right: (stack) => agentcore.Network.vpc(new Vpc(stack, 'Vpc'), { securityGroups: [] }),
  },
  {
    name: 'options instead of an earlier argument',
    wrong: () => agentcore.Skill.fromGit(untyped({ path: 'skills' })),
    message:
      'Skill.fromGit: url must be a string, got an object with path. Pass the options as argument 2: Skill.fromGit(undefined, { … }).',
    right: () => agentcore.Skill.fromGit('https://github.com/acme/skills', { path: 'skills' }),
  },
  {
    name: 'a construct instead of the options that contain it',
    wrong: (stack) => agentcore.Tool.browser(untyped(browser(stack, BROWSER_ARN))),
    message:
      'Tool.browser: options must be a BrowserToolOptions object, got a Construct. Its properties are name, browser.',
    right: (stack) => agentcore.Tool.browser({ browser: browser(stack, BROWSER_ARN) }),
  },
  {
    name: 'a version that is a number',
    wrong: (stack) => harnessIn(stack).addEndpoint('live', { version: untyped(3) }),
    message: 'Test/Agent.addEndpoint: version must be a string, got the number 3. Use "3".',
    right: (stack) => harnessIn(stack).addEndpoint('live', { version: '3' }),
  },
  {
    name: 'a misspelled required property',
    wrong: (stack) => new agentcore.Harness(stack, 'Agent', untyped({ modle: MODEL })),
    message: 'Test/Agent: model must be a Model, got undefined. Rename "modle" to "model".',
    right: (stack) => new agentcore.Harness(stack, 'Agent', { model: MODEL }),
  },
  {
    name: 'options with unknown properties only',
    wrong: () => agentcore.Tool.browser(untyped({ nmae: 'web' })),
    message:
      'Tool.browser: options must be a BrowserToolOptions object, got an object with nmae. Rename "nmae" to "name".',
    right: () => agentcore.Tool.browser({}),
  },
  {
    name: 'a misspelled optional property',
    wrong: (stack) => new agentcore.Harness(stack, 'Agent', untyped({ systemPromt: 'x', model: MODEL })),
    message:
      'Test/Agent: systemPromt is not a property of HarnessProps, and has no effect. Rename "systemPromt" to "systemPrompt".',
    right: (stack) => new agentcore.Harness(stack, 'Agent', { systemPrompt: 'x', model: MODEL }),
  },
  {
    name: 'a misspelled optional property of a factory',
    wrong: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', untyped({ temprature: 1, topP: 1 })),
    message:
      'Model.bedrock: temprature is not a property of BedrockModelOptions, and has no effect. Rename "temprature" to "temperature".',
    right: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { temperature: 1, topP: 1 }),
  },
  {
    name: 'a misspelled optional property of a struct in a struct',
    wrong: (stack) => harnessIn(stack, { limits: untyped({ maxIteration: 1, maxTokens: 1 }) }),
    message:
      'Test/Agent: limits.maxIteration is not a property of HarnessLimits, and has no effect. Rename "maxIteration" to "maxIterations".',
    right: (stack) => harnessIn(stack, { limits: { maxIterations: 1, maxTokens: 1 } }),
  },
  {
    name: 'a list property with a singular name',
    wrong: (stack) => new agentcore.Harness(stack, 'Agent', untyped({ model: MODEL, tool: [] })),
    message: 'Test/Agent: tool is not a property of HarnessProps, and has no effect. Rename "tool" to "tools".',
    right: (stack) => new agentcore.Harness(stack, 'Agent', { model: MODEL, tools: [] }),
  },
  {
    name: 'a property that starts with an uppercase letter',
    wrong: (stack) => new agentcore.Harness(stack, 'Agent', untyped({ model: MODEL, Tools: [] })),
    message: 'Test/Agent: Tools is not a property of HarnessProps, and has no effect. Rename "Tools" to "tools".',
    right: (stack) => new agentcore.Harness(stack, 'Agent', { model: MODEL, tools: [] }),
  },
  {
    name: 'a date in JSON',
    wrong: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { since: [new Date(0)] } }),
    message: 'Model.bedrock: additionalParams.since[0] must be a JSON value, got a Date.',
    right: () =>
      agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { since: [new Date(0).toISOString()] } }),
  },
  {
    name: 'a map in JSON',
    wrong: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { stop: new Map([['a', 1]]) } }),
    message: 'Model.bedrock: additionalParams.stop must be a JSON value, got a Map.',
    right: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { stop: { a: 1 } } }),
  },
  {
    name: 'a Map of environment variables',
    wrong: (stack) => harnessIn(stack, { environment: untyped(new Map([['LOG', 'info']])) }),
    message: 'Test/Agent: environment must be an object of strings, got a Map.',
    right: (stack) => harnessIn(stack, { environment: Object.fromEntries(new Map([['LOG', 'info']])) }),
  },
  {
    name: 'a promise of environment variables',
    wrong: (stack) => harnessIn(stack, { environment: untyped(Promise.resolve({ LOG: 'info' })) }),
    message: 'Test/Agent: environment must be an object of strings, got a Promise. Await the promise.',
    right: (stack) => harnessIn(stack, { environment: Object.create(null, { LOG: { value: 'x', enumerable: true } }) }),
  },
  {
    name: 'a promise of options that are all optional',
    wrong: (stack) => harnessIn(stack).addEndpoint('live', untyped(Promise.resolve({ version: '3' }))),
    message: 'Test/Agent.addEndpoint: options must be an EndpointOptions object, got a Promise. Await the promise.',
    right: (stack) => harnessIn(stack).addEndpoint('live', {}),
  },
  {
    name: 'a date instead of options that are all optional',
    wrong: (stack) => harnessIn(stack, { lifecycle: untyped(new Date(0)) }),
    message: 'Test/Agent: lifecycle must be a Lifecycle object, got a Date.',
    right: (stack) => harnessIn(stack, { lifecycle: new (class {})() }),
  },
  {
    name: 'a map of options that are all optional',
    wrong: (stack) => harnessIn(stack, { lifecycle: untyped(new Map([['idleTimeout', 60]])) }),
    message: 'Test/Agent: lifecycle must be a Lifecycle object, got a Map.',
    right: (stack) => harnessIn(stack, { lifecycle: {} }),
  },
  {
    name: 'an entry that is undefined',
    wrong: () =>
      agentcore.Authorizer.jwt('https://id.example.com/.well-known/openid-configuration', {
        clients: ['web', untyped(undefined)],
      }),
    message:
      'Authorizer.jwt: clients[1] must be a string, got undefined. Remove the entry, or make sure that its value is set.',
    right: () =>
      agentcore.Authorizer.jwt('https://id.example.com/.well-known/openid-configuration', { clients: ['web'] }),
  },
  {
    name: 'an environment variable that is undefined',
    wrong: (stack) => harnessIn(stack, { environment: { 'LOG-1': untyped(undefined) } }),
    message:
      'Test/Agent: environment["LOG-1"] must be a string, got undefined. Remove the entry, or make sure that its value is set.',
    right: (stack) => harnessIn(stack, { environment: { LOG: '' } }),
  },
  {
    name: 'a required property that is undefined',
    wrong: () => {
      const guardrailArn = 'arn:aws:bedrock:us-east-1:111122223333:guardrail/abcdefgh1234';
      const guardrail = { guardrailArn, guardrailVersion: untyped<string>(undefined) };
      return agentcore.Model.bedrock('amazon.nova-pro-v1:0', { guardrail });
    },
    message: 'Model.bedrock: guardrail.guardrailVersion must be a string, got undefined.',
    right: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { guardrail: undefined }),
  },
  {
    name: 'null',
    wrong: (stack) => harnessIn(stack, { tools: untyped(null) }),
    message: 'Test/Agent: tools must be a list of Tool, got null. Leave it out to use the default.',
    right: (stack) => harnessIn(stack, { tools: undefined }),
  },
  {
    name: 'NaN in JSON',
    wrong: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { top: [Number.NaN] } }),
    message: 'Model.bedrock: additionalParams.top[0] must be a JSON value, got NaN.',
    right: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { top: [0], other: undefined } }),
  },
  {
    name: 'a cyclic object instead of JSON',
    wrong: () => {
      const additionalParams: Record<string, unknown> = {};
      additionalParams.self = additionalParams;
      return agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams });
    },
    message: 'Model.bedrock: additionalParams.self must be a JSON value, got an object with self. It contains itself.',
    right: () => {
      const twice = {};
      return agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { one: twice, two: twice } });
    },
  },
  {
    name: 'one tool instead of a list',
    wrong: (stack) => harnessIn(stack, { tools: untyped(agentcore.Tool.browser()) }),
    message: 'Test/Agent: tools must be a list of Tool, got a Tool. Wrap the value in a list.',
    right: (stack) => harnessIn(stack, { tools: [agentcore.Tool.browser()] }),
  },
  {
    name: 'a class instead of an instance',
    wrong: (stack) => harnessIn(stack, { truncation: untyped(agentcore.Truncation) }),
    message:
      'Test/Agent: truncation must be a Truncation, got the class Truncation itself. Use Truncation.slidingWindow(…), Truncation.summarization(…) or Truncation.none().',
    right: (stack) => harnessIn(stack, { truncation: agentcore.Truncation.none() }),
  },
  {
    name: 'an L1 resource without the members of the L2 construct',
    wrong: (stack) => harnessIn(stack, { role: untyped(new CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} })) }),
    message: 'Test/Agent: role must be an IRole, got a CfnRole.',
    right: (stack) => harnessIn(stack, { role: Role.fromRoleName(stack, 'Role', 'agents') }),
  },
  {
    name: 'a number of minutes',
    wrong: (stack) => harnessIn(stack, { limits: { timeout: untyped(5) } }),
    message:
      'Test/Agent: limits.timeout must be a Duration, got the number 5. Use Duration.millis(5), Duration.seconds(5), Duration.minutes(5) or another one.',
    right: (stack) => harnessIn(stack, { limits: {} }),
  },
  {
    name: 'a string instead of an enum-like class',
    wrong: () => agentcore.Model.bedrock('amazon.nova-pro-v1:0', { apiFormat: untyped('Converse-Stream') }),
    message:
      'Model.bedrock: apiFormat must be a BedrockApiFormat, got the string "Converse-Stream". Use BedrockApiFormat.CONVERSE_STREAM.',
    right: () =>
      agentcore.Model.bedrock('amazon.nova-pro-v1:0', { apiFormat: agentcore.BedrockApiFormat.of('converse_stream') }),
  },
  {
    name: 'a token object instead of a string',
    wrong: (stack) => harnessIn(stack, { systemPrompt: untyped(Lazy.any({ produce: () => 'Help.' })) }),
    message: 'Test/Agent: systemPrompt must be a string, got a token. Use Token.asString(…).',
    right: (stack) => harnessIn(stack, { systemPrompt: Token.asString(Lazy.any({ produce: () => 'Help.' })) }),
  },
  {
    name: 'something that is not a construct, as the scope',
    wrong: () => new agentcore.MemoryStore(untyped('app'), 'Notes'),
    message: 'MemoryStore: scope must be a Construct, got the string "app".',
    right: (stack) => new agentcore.MemoryStore(stack, 'Notes'),
  },
  {
    name: 'an argument of a method of a construct',
    wrong: (stack) => harnessIn(stack).addEndpoint(untyped(2)),
    message: 'Test/Agent.addEndpoint: endpointName must be a string, got the number 2. Use "2".',
    right: (stack) => harnessIn(stack).addEndpoint('live'),
  },
  {
    name: 'a number as the version of an endpoint',
    wrong: (stack) => harnessIn(stack).addEndpoint('live', { version: untyped(3) }),
    message: 'Test/Agent.addEndpoint: version must be a string, got the number 3. Use "3".',
    right: (stack) => harnessIn(stack).addEndpoint('live', { version: '3' }),
  },
];

describe.each(ROWS)('$name', ({ wrong, message, right }) => {
  test('is rejected with a fix', () => {
    expect(messageOf(() => wrong(testStack()))).toBe(message);
  });

  test('is accepted in the correct form', () => {
    expect(messageOf(() => right(testStack()))).toBe(NOTHING);
  });
});

describe('The error for values of wrong types', () => {
  test('lists every wrong value of one call', () => {
    const props = untyped<agentcore.RuntimeProps>({ artifact: ARTIFACT, protocol: 'MCP', platformVersion: 'v2' });
    expect(messageOf(() => new agentcore.Runtime(testStack(), 'Agent', props))).toBe(
      [
        'Test/Agent:',
        '  - platformVersion must be a PlatformVersion, got the string "v2". Use PlatformVersion.V2.',
        '  - protocol must be a ProtocolType, got the string "MCP". Use ProtocolType.MCP.',
      ].join('\n'),
    );
  });

  test('does not print a value that can be a secret', () => {
    const secret = untyped<agentcore.ApiKeyProps['secret']>('hunter2');
    const message = messageOf(() => new agentcore.ApiKey(testStack(), 'Key', { secret, jsonKey: 'key' }));
    expect(message).toMatch(/^Test\/Key: secret must be an ISecret, got a string\. Use Secret\./);
    expect(message).not.toContain('hunter2');
  });

  test.each<[what: string, call: () => unknown]>([
    ['constructs', () => new agentcore.Harness(testStack(), 'Agent', untyped({}))],
    ['calls a factory', () => agentcore.Model.bedrock(untyped(1))],
    ['calls a method', () => harnessIn(testStack()).addEndpoint(untyped(1))],
  ])('starts its stack trace at the line that %s', (_, call) => {
    let stack = '';
    try {
      call();
    } catch (error) {
      stack = (error as Error).stack ?? '';
    }
    expect(/^ +at .*$/m.exec(stack)?.[0]).toContain('wrong-types.test.ts');
  });

  test('starts its stack trace at the line that constructs a subclass', () => {
    class Desk extends agentcore.Harness {
      public constructor(stack: Stack) {
        super(stack, 'Desk', untyped({ model: 1 }));
      }
    }
    expect(() => new Desk(testStack())).toThrow('Test/Desk: model must be a Model, got the number 1.');
  });
});

test('guarded methods keep the name and the length of the original methods', () => {
  expect([agentcore.Tool.gateway.name, agentcore.Tool.gateway.length]).toEqual(['gateway', 1]);
  const { addEndpoint } = agentcore.Harness.prototype;
  expect([addEndpoint.name, addEndpoint.length]).toEqual(['addEndpoint', 1]);
});
