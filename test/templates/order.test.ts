/** The order of constructor calls changes neither a template nor a warning. */
import { join } from 'node:path';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { GatewayVpcEndpointAwsService, InterfaceVpcEndpointAwsService, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { App, type Environment, Stack, Stage } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import {
  ApiSchema,
  Harness,
  HarnessMemory,
  Network,
  Runtime,
  TargetCredentials,
  TargetSource,
  Tool,
  ToolSchema,
} from '../../src';
import { functionIn, keyIn } from '../support/fixtures/parts';
import { ACCOUNT, ARTIFACT, MODEL, REGION } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';

const SEED = 20261128;
const ENVIRONMENT = { account: ACCOUNT, region: REGION };
const TOOLS = ToolSchema.fromObject([{ name: 'find', description: 'Finds.', inputSchema: { type: 'object' } }]);
const WEATHER = ApiSchema.fromFile(join(__dirname, '..', '..', 'examples', 'gateway-tools', 'apis', 'weather.json'));
const INTERFACES = ['bedrock-runtime', 'bedrock-agentcore', 'ecr.api', 'ecr.dkr', 'logs', 'monitoring', 'xray'];

/** The constructs that can be created in any order in a stack. */
function stepsIn(stack: Stack): Array<() => unknown> {
  const vpc = new Vpc(stack, 'Vpc', {
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  const network = Network.vpc(vpc, { subnets: { subnetType: SubnetType.PRIVATE_ISOLATED } });
  const role = new Role(stack, 'Shared', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const gateway = gatewayIn(stack, { roleArn: role.roleArn });
  const functions = Array.from({ length: 12 }, (_, index) => functionIn(stack, `Function${index}`));
  const key = keyIn(stack, 'Key');
  const agents: Record<string, Harness | Runtime> = {};
  const agent = <T extends Harness | Runtime>(id: string, make: () => T): T => {
    agents[id] ??= make();
    return agents[id] as T;
  };
  const harness = (id: string, props: object) => agent(id, () => new Harness(stack, id, { model: MODEL, ...props }));
  const shared = (index: number) =>
    harness(`Shared${index}`, { role, memory: HarnessMemory.none(), allowAssumeRole: index === 0 });
  const complete = () => harness('Complete', { network });
  const incomplete = () =>
    harness('Incomplete', { network, tools: [Tool.remoteMcp('docs', 'https://mcp.example.com/mcp')] });
  const runtime = () => agent('Runtime', () => new Runtime(stack, 'Runtime', { artifact: ARTIFACT, network }));
  return [
    ...functions.map((fn, index) => () => {
      const targetName = `t${index}`;
      return targetIn(stack, { gateway, targetName, source: TargetSource.fromFunction(fn, TOOLS) }, targetName);
    }),
    () => {
      const credentials = TargetCredentials.apiKeyInHeader(key, 'x-api-key');
      return targetIn(stack, { gateway, targetName: 'k', source: TargetSource.fromOpenApi(WEATHER), credentials }, 'k');
    },
    ...INTERFACES.map(
      (name) => () => vpc.addInterfaceEndpoint(name, { service: new InterfaceVpcEndpointAwsService(name) }),
    ),
    () => vpc.addGatewayEndpoint('s3', { service: GatewayVpcEndpointAwsService.S3 }),
    ...Array.from({ length: 11 }, (_, index) => () => shared(index)),
    () => new ServicePrincipal('bedrock-agentcore.amazonaws.com').addToAssumeRolePolicy(role.assumeRolePolicy as never),
    complete,
    incomplete,
    runtime,
    ...['live', 'next'].flatMap((name) => [() => complete().addEndpoint(name), () => runtime().addEndpoint(name)]),
  ];
}

/** A stack of a stage, with an agent on a role that the other stages import as well. */
function stageIn(app: App, id: string, env?: Environment): Stack {
  const stack = new Stack(new Stage(app, id, { env }), 'Agents');
  const role = Role.fromRoleName(stack, 'Role', 'shared');
  new Harness(stack, 'Agent', { model: MODEL, role, memory: HarnessMemory.none() });
  return stack;
}

const STAGES: Array<[id: string, env?: Environment]> = [
  ...Array.from({ length: 3 }, (_, index): [string] => [`Anywhere${index}`]),
  ...Array.from({ length: 11 }, (_, index): [string, Environment] => [`Here${index}`, ENVIRONMENT]),
];

function warningsWithPathsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('\\[ack: cdk-agentcore:'))
    .map(({ id, entry }) => `${id}: ${entry.data}`)
    .sort();
}

/** Templates and warnings of all stacks, by their paths. */
function outcomeOf(stacks: Stack[]): Record<string, unknown> {
  const outcomes = stacks.map((stack) => [
    stack.node.path,
    { template: Template.fromStack(stack).toJSON(), warnings: warningsWithPathsOf(stack) },
  ]);
  return Object.fromEntries(outcomes);
}

const shuffled = <T>(items: T[], order: number[]) => order.map((index) => items[index]);
const orderOf = (length: number) =>
  fc.shuffledSubarray([...Array(length).keys()], { minLength: length, maxLength: length });

describe('The order of constructor calls', () => {
  const outcome = (order?: number[]) => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Test', { env: ENVIRONMENT });
    const steps = stepsIn(stack);
    for (const step of order ? shuffled(steps, order) : steps) {
      step();
    }
    return outcomeOf([stack]);
  };

  test('of targets, agents, endpoints and VPC endpoints changes neither the template nor the warnings', () => {
    const expected = outcome();
    const count = stepsIn(new Stack(new App(), 'Test', { env: ENVIRONMENT })).length;
    fc.assert(
      fc.property(orderOf(count), (order) => {
        expect(outcome(order)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 4 },
    );
    const { warnings } = expected.Test as { warnings: string[] };
    expect(warnings).toEqual([
      expect.stringMatching(/^\/Test\/Incomplete: .*noInternet\]$/),
      expect.stringMatching(/^\/Test\/Runtime: .*noInternet\]$/),
      expect.stringMatching(/^\/Test\/Shared0: allowAssumeRole has no effect/),
      expect.stringMatching(/^\/Test\/t9: role: the role has 12 managed policies/),
    ]);
  });

  test('of stages changes neither their templates nor their warnings', () => {
    const stagesOf = (order: number[]) => {
      const app = new App({ analyticsReporting: false });
      return outcomeOf(shuffled(STAGES, order).map(([id, env]) => stageIn(app, id, env)));
    };
    const expected = stagesOf([...STAGES.keys()]);
    fc.assert(
      fc.property(orderOf(STAGES.length), (order) => {
        expect(stagesOf(order)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 4 },
    );
    const warnings = Object.values(expected).flatMap((one) => (one as { warnings: string[] }).warnings);
    expect(warnings).toEqual([expect.stringContaining('The app uses the role for 11 constructs.')]);
  });
});
