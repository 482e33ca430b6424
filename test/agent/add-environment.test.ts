import { Template } from 'aws-cdk-lib/assertions';
import type { CfnHarness, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Code, Function as LambdaFunction, Runtime as NodeRuntime } from 'aws-cdk-lib/aws-lambda';
import { CfnCondition, Fn, Lazy, type Stack } from 'aws-cdk-lib/core';
import { type Harness, type HarnessProps, Runtime, type RuntimeProps } from '../../src';
import {
  ARTIFACT,
  harnessIn,
  harnessProperties,
  messageOf,
  runtimeIn,
  runtimeProperties,
  testStack,
} from '../support/helpers';
import { warningsOf } from '../support/rendered';

interface Kind {
  readonly kind: string;
  readonly agentIn: (stack: Stack, props?: Partial<HarnessProps> & Partial<RuntimeProps>) => Harness | Runtime;
  /** The maximum number of characters of a value. */
  readonly longest: number;
  readonly propertiesOf: (stack: Stack) => Record<string, unknown>;
}

const KINDS: Kind[] = [
  { kind: 'Harness', agentIn: harnessIn, longest: 5000, propertiesOf: harnessProperties },
  { kind: 'Runtime', agentIn: runtimeIn, longest: 2048, propertiesOf: runtimeProperties },
];

const ENVIRONMENT_VARIABLES = 'EnvironmentVariables';

function functionIn(stack: Stack): LambdaFunction {
  const code = Code.fromInline('exports.handler = async () => undefined;');
  return new LambdaFunction(stack, 'Function', { runtime: NodeRuntime.NODEJS_22_X, handler: 'index.handler', code });
}

describe.each(KINDS)('$kind.addEnvironment', ({ kind, agentIn, longest, propertiesOf }) => {
  test('adds variables to those of the props, and returns the agent', () => {
    const stack = testStack();
    const agent = agentIn(stack, { environment: { LOG_LEVEL: 'info' } });
    expect(agent.addEnvironment('A', 'b').addEnvironment('TABLE', Lazy.string({ produce: () => 'orders' }))).toBe(
      agent,
    );
    expect(propertiesOf(stack)).toHaveProperty(ENVIRONMENT_VARIABLES, { LOG_LEVEL: 'info', A: 'b', TABLE: 'orders' });
  });

  test('does not change the variables of the object that was passed as props', () => {
    const environment = { LOG_LEVEL: 'info' };
    agentIn(testStack(), { environment }).addEnvironment('A', 'b');
    expect(environment).toEqual({ LOG_LEVEL: 'info' });
  });

  test('accepts the same value twice, and rejects another value', () => {
    const stack = testStack();
    const agent = agentIn(stack, { environment: { LOG_LEVEL: 'info' } });
    agent.addEnvironment('LOG_LEVEL', 'info');
    expect(messageOf(() => agent.addEnvironment('LOG_LEVEL', 'debug'))).toBe(
      'Test/Agent: addEnvironment: name must be an environment variable that has no other value yet, got "LOG_LEVEL". Use another name, or set the variable only once.',
    );
    expect(propertiesOf(stack)).toHaveProperty(ENVIRONMENT_VARIABLES, { LOG_LEVEL: 'info' });
  });

  test('accepts 50 variables, and rejects the next one without adding it', () => {
    const stack = testStack();
    const agent = agentIn(stack);
    for (let index = 0; index < 50; index++) {
      agent.addEnvironment(`V${index}`, 'x');
    }
    expect(messageOf(() => agent.addEnvironment('MORE', 'x'))).toBe(
      'Test/Agent: environment must have at most 50 entries, got 51 entries.',
    );
    expect(Object.keys(propertiesOf(stack)[ENVIRONMENT_VARIABLES] as object)).toHaveLength(50);
  });

  test('rejects a value that is too long, and leaves the agent in the app', () => {
    const stack = testStack();
    const agent = agentIn(stack);
    expect(messageOf(() => agent.addEnvironment('LONG', 'x'.repeat(longest + 1)))).toContain(
      `environment.LONG must be at most ${longest} characters, got ${longest + 1} characters`,
    );
    expect(stack.node.tryFindChild('Agent')).toBe(agent);
    expect(propertiesOf(stack)).not.toHaveProperty([ENVIRONMENT_VARIABLES, 'LONG']);
  });

  test.each<[string, (agent: Harness | Runtime) => string, string]>([
    ['its ARN', (agent) => agent.agentArn, 'the agent itself'],
    ['its URL', (agent) => agent.invocationUrl, 'the agent itself'],
    ['the version in a sentence', (agent) => `version ${agent.version}`, 'the agent itself'],
    [
      'the ARN of its endpoint',
      (agent) => agent.addEndpoint('live').endpointArn,
      'Test/Agent/Endpoint-live/Resource, which depends on the agent',
    ],
    ['a lazy ARN', (agent) => Lazy.string({ produce: () => agent.agentArn }), 'the agent itself'],
  ])('rejects %s, which would be a circular dependency', (_, valueFor, from) => {
    const stack = testStack();
    const agent = agentIn(stack);
    agent.addEnvironment('SELF', valueFor(agent));
    expect(messageOf(() => propertiesOf(stack))).toContain(
      `environment.SELF must not contain an attribute of ${from}. CloudFormation rejects the circular dependency. Store the value in AWS Systems Manager Parameter Store, and pass the name of the parameter.`,
    );
  });

  test('rejects an attribute of a function or an agent that has one of its attributes', () => {
    for (const from of ['Function', 'Other']) {
      const stack = testStack();
      const agent = agentIn(stack);
      const caller = functionIn(stack).addEnvironment('AGENT', agent.agentArn);
      const other = new Runtime(stack, 'Other', { artifact: ARTIFACT, environment: { CALLER: caller.functionName } });
      agent.addEnvironment('TOOL', from === 'Function' ? caller.functionArn : other.addEndpoint('live').endpointArn);
      expect(messageOf(() => Template.fromStack(stack))).toContain(
        `[Test/Agent] environment.TOOL must not contain an attribute of Test/${from}/`,
      );
    }
  });

  test('rejects an attribute of a function that is allowed to invoke it, and accepts that of another one', () => {
    const circular = testStack();
    const agent = agentIn(circular);
    const caller = functionIn(circular);
    agent.grants.invoke(caller);
    agent.addEnvironment('CALLER', caller.functionArn);
    expect(messageOf(() => Template.fromStack(circular))).toContain(
      '[Test/Agent] environment.CALLER must not contain an attribute of Test/Function/Resource,',
    );
    const stack = testStack();
    agentIn(stack).addEnvironment('TOOL', functionIn(stack).functionArn);
    expect(messageOf(() => Template.fromStack(stack))).toBe('nothing was thrown');
  });

  test('accepts values of conditions, of which CloudFormation uses one', () => {
    const stack = testStack();
    const agent = agentIn(stack);
    const never = new CfnCondition(stack, 'Never', { expression: Fn.conditionEquals('a', 'b') });
    agent.addEnvironment('SELF', Fn.conditionIf(never.logicalId, agent.agentArn, 'none').toString());
    expect(messageOf(() => Template.fromStack(stack, { skipCyclicalDependenciesCheck: true }))).toBe(
      'nothing was thrown',
    );
  });

  test('accepts its name, and attributes of other agents and of its role', () => {
    const stack = testStack();
    const agent = agentIn(stack);
    const other = new Runtime(stack, 'Other', { artifact: ARTIFACT });
    agent
      .addEnvironment('NAME', agent.agentName)
      .addEnvironment('OTHER', other.agentArn)
      .addEnvironment('THEIRS', other.addEndpoint('live').endpointArn)
      .addEnvironment('ROLE', agent.role?.roleArn ?? '');
    expect(messageOf(() => Template.fromStack(stack))).toBe('nothing was thrown');
  });

  test('rejects a name and a value that no process can have', () => {
    const agent = agentIn(testStack());
    expect(messageOf(() => agent.addEnvironment('A=B', 'x'))).toContain(
      'environment keys must not contain an equals sign or a null character, got "A=B". Rename the variable.',
    );
    expect(messageOf(() => agent.addEnvironment('A', 'x\0'))).toContain(
      'environment values must not contain a null character, got one in "A". Remove the character, or encode the value.',
    );
  });

  test('warns of a value that looks like a secret, and not of others', () => {
    const stack = testStack();
    agentIn(stack).addEnvironment('MODE', 'fast').addEnvironment('API_KEY', 'hunter2');
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^environment\.API_KEY looks like a secret\./)]);
  });

  test('adds to variables that were set on the L1, unless they are a token', () => {
    const stack = testStack();
    const agent = agentIn(stack);
    const resource = agent.node.defaultChild as CfnHarness | CfnRuntime;
    resource.environmentVariables = { SET: 'there' };
    agent.addEnvironment('A', 'b');
    expect(propertiesOf(stack)).toHaveProperty(ENVIRONMENT_VARIABLES, { SET: 'there', A: 'b' });
    resource.environmentVariables = Lazy.any({ produce: () => ({}) });
    expect(messageOf(() => agent.addEnvironment('C', 'd'))).toBe(
      'Test/Agent: addEnvironment cannot add to environmentVariables of the L1, which is a token. Add the variable to that token.',
    );
  });

  test(`rejects a value that is no string, at the call on the ${kind}`, () => {
    const agent = agentIn(testStack());
    expect(messageOf(() => agent.addEnvironment('PORT', 8080 as never))).toBe(
      'Test/Agent.addEnvironment: value must be a string, got the number 8080. Use "8080".',
    );
  });
});

describe('Runtime.addEnvironment', () => {
  test('rejects variables that are too large together', () => {
    const runtime = runtimeIn(testStack(), { environment: { A: 'x'.repeat(2000), B: 'x'.repeat(2000) } });
    expect(messageOf(() => runtime.addEnvironment('C', 'x'.repeat(94)))).toBe(
      'Test/Agent: environment must be at most 4096 bytes in total on platform version V1, got 4097 bytes. Store large values in AWS Systems Manager Parameter Store.',
    );
  });

  test('warns once of variables that are too large only with separators', () => {
    const stack = testStack();
    runtimeIn(stack, { environment: { A: 'x'.repeat(2000), B: 'x'.repeat(2000) } })
      .addEnvironment('C', 'x'.repeat(86))
      .addEnvironment('D', 'x');
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/^environment must be at most 4096 bytes .*, and has 4091 bytes without separators\./),
    ]);
  });

  test('does not warn of variables that fit with separators', () => {
    const stack = testStack();
    runtimeIn(stack, { environment: { A: 'x'.repeat(2000), B: 'x'.repeat(2000) } }).addEnvironment('C', 'x'.repeat(86));
    expect(warningsOf(stack)).toEqual([]);
  });
});
