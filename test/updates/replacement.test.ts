/** The effect of changes on a deployed agent, as described in `docs/updates-and-retention.md`. */
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import {
  type EndpointOptions,
  HarnessMemory,
  type HarnessProps,
  Hook,
  HookTarget,
  ManagedMemoryStrategy,
  Model,
  Network,
  Skill,
  Tool,
} from '../../src';
import { fates as fatesOf } from '../support/fates';
import { harnessIn, harnessProperties, testStack } from '../support/helpers';

const HARNESS = 'AWS::BedrockAgentCore::Harness';
const ENDPOINT = 'AWS::BedrockAgentCore::HarnessEndpoint';

/** Returns the props of an agent. Both versions have the same resources for the props to refer to. */
type Props = (parts: {
  readonly vpc: Vpc;
  readonly keys: Key[];
  readonly approve: LambdaFunction;
}) => Partial<HarnessProps>;

interface Version {
  readonly props?: Props;
  readonly endpoint?: EndpointOptions & { readonly name?: string };
}

function templateOf({ props = () => ({}), endpoint = {} }: Version): object {
  const stack = testStack();
  const parts = {
    vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }),
    keys: [new Key(stack, 'FirstKey'), new Key(stack, 'SecondKey')],
    approve: new LambdaFunction(stack, 'Approve', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => ({ decision: "allow" });'),
    }),
  };
  const { name = 'prod', ...options } = endpoint;
  harnessIn(stack, props(parts)).addEndpoint(name, options);
  return Template.fromStack(stack).toJSON();
}

/** The effect on the resources of a type when one version is deployed after the other. */
function fates(type: string, before: Version, after: Version): string[] {
  return fatesOf(type, templateOf(before), templateOf(after));
}

const approve: Props = (parts) => ({ hooks: [Hook.beforeToolCall('approve', HookTarget.fromFunction(parts.approve))] });
const memory =
  (options: Parameters<typeof HarnessMemory.managed>[0]): Props =>
  () => ({
    memory: HarnessMemory.managed(options),
  });
const encrypted =
  (index: number): Props =>
  ({ keys }) => ({
    memory: HarnessMemory.managed({ encryptionKey: keys[index] }),
  });

const IN_PLACE: Array<[change: string, before: Props, after: Props]> = [
  ['another prompt', () => ({ systemPrompt: 'Be brief.' }), () => ({ systemPrompt: 'Be kind.' })],
  ['another model', () => ({}), () => ({ model: Model.bedrock('amazon.nova-lite-v1:0') })],
  ['another tool', () => ({}), () => ({ tools: [Tool.browser()] })],
  ['another skill', () => ({}), () => ({ skills: [Skill.aws('aws-cost*')] })],
  ['another network', () => ({}), ({ vpc }) => ({ network: Network.vpc(vpc) })],
  ['another hook', () => ({}), approve],
  ['another memory strategy', memory({}), memory({ strategies: [ManagedMemoryStrategy.EPISODIC] })],
  ['another expiry of the memory', memory({}), memory({ eventExpiry: Duration.days(90) })],
  ['no memory any more', memory({}), () => ({ memory: HarnessMemory.none() })],
  ['another environment variable', () => ({}), () => ({ environment: { STAGE: 'prod' } })],
];

test.each(IN_PLACE)('%s updates the harness in place', (_, before, after) => {
  expect(fates(HARNESS, { props: before }, { props: after })).toEqual(['updated']);
});

const REPLACED: Array<[change: string, before: Props, after: Props]> = [
  ['another name', () => ({ harnessName: 'first' }), () => ({ harnessName: 'second' })],
  ['another key of the managed memory', encrypted(0), encrypted(1)],
  ['a first key of the managed memory', memory({}), encrypted(0)],
];

test.each(REPLACED)('%s replaces the harness', (_, before, after) => {
  expect(fates(HARNESS, { props: before }, { props: after })).toEqual(['replaced']);
});

test('another name of the harness replaces its endpoint, too', () => {
  const [before, after] = ['first', 'second'].map((harnessName) => ({ props: () => ({ harnessName }) }));
  expect(fates(ENDPOINT, before, after)).toEqual(['replaced']);
});

test('the same agent changes nothing', () => {
  expect(fates(HARNESS, { props: approve }, { props: approve })).toEqual([]);
  expect(fates(ENDPOINT, {}, {})).toEqual([]);
});

test('another version or description updates the endpoint in place', () => {
  const before = { endpoint: { version: '1' } };
  expect(fates(ENDPOINT, before, { endpoint: { version: '2' } })).toEqual(['updated']);
  expect(fates(ENDPOINT, before, { endpoint: { version: '1', description: 'callers' } })).toEqual(['updated']);
});

test('another name replaces the endpoint', () => {
  expect(fates(ENDPOINT, {}, { endpoint: { name: 'live' } }).sort()).toEqual(['created', 'destroyed']);
});

/** An update retains properties that the template omits, so a removed list must be an empty list in the template. */
describe('A property that is removed from the app', () => {
  const bare = (stack: Stack) => {
    harnessIn(stack);
    return harnessProperties(stack);
  };

  test.each([
    ['Tools', []],
    ['Skills', []],
    ['Hooks', []],
    ['SystemPrompt', []],
    ['EnvironmentVariables', {}],
    ['AllowedTools', ['*']],
  ])('is rendered as empty: %s', (property, empty) => {
    expect(bare(testStack())[property]).toEqual(empty);
  });

  test('is rendered as empty: filesystems', () => {
    expect(bare(testStack()).Environment).toMatchObject({
      AgentCoreRuntimeEnvironment: { FilesystemConfigurations: [] },
    });
  });

  test.each<[string, Props]>([
    ['the last tool', () => ({ tools: [Tool.browser()] })],
    ['the last skill', () => ({ skills: [Skill.aws('aws-cost*')] })],
    ['the last hook', approve],
    ['the last environment variable', () => ({ environment: { STAGE: 'prod' } })],
  ])('updates the harness in place without %s', (_, before) => {
    expect(fates(HARNESS, { props: before }, {})).toEqual(['updated']);
  });
});
