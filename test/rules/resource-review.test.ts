/** What is known of a resource only when the whole app is: its tags, and who else has its name. */
import { CfnHarness, CfnHarnessEndpoint, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnCondition, CfnParameter, Fn, Lazy, Stack, Stage, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  ApiKey,
  CapacityProvider,
  GatewayTarget,
  Harness,
  HarnessEndpoint,
  MemoryStore,
  Network,
  OAuthClient,
  OAuthProvider,
  Runtime,
  RuntimeEndpoint,
  TargetCredentials,
  TargetSource,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { ACCOUNT, ARTIFACT, MODEL, messageOf, REGION } from '../support/helpers';
import { warningsOf } from '../support/rendered';

const ENV = { account: ACCOUNT, region: REGION };

function synthesized(build: (app: App) => unknown): string {
  const app = new App({ analyticsReporting: false });
  build(app);
  return messageOf(() => app.synth());
}

const inStack = (build: (stack: Stack) => unknown) => synthesized((app) => build(new Stack(app, 'Test', { env: ENV })));

type Make = (scope: Construct, id: string, name?: string) => Construct;

const harness = (scope: Construct, id: string, harnessName?: string) =>
  new Harness(scope, id, { model: MODEL, harnessName });
const runtime = (scope: Construct, id: string, runtimeName?: string) =>
  new Runtime(scope, id, { artifact: ARTIFACT, runtimeName });
const secretOf = (scope: Construct, id: string) => new Secret(scope, `${id}Secret`);

const MAKERS: Array<[prop: string, type: string, make: Make]> = [
  ['harnessName', 'Harness', harness],
  ['runtimeName', 'Runtime', runtime],
  ['memoryName', 'Memory', (scope, id, memoryName) => new MemoryStore(scope, id, { memoryName })],
  [
    'apiKeyName',
    'ApiKeyCredentialProvider',
    (scope, id, apiKeyName) => new ApiKey(scope, id, { secret: secretOf(scope, id), jsonKey: 'key', apiKeyName }),
  ],
  [
    'oauthClientName',
    'OAuth2CredentialProvider',
    (scope, id, oauthClientName) =>
      new OAuthClient(scope, id, {
        provider: OAuthProvider.github(),
        clientId: 'web',
        secret: secretOf(scope, id),
        jsonKey: 'key',
        oauthClientName,
      }),
  ],
  [
    'capacityProviderName',
    'CapacityProvider',
    (scope, id, capacityProviderName) =>
      new CapacityProvider(scope, id, {
        instanceTypes: [InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE)],
        network: Network.vpc(reference.vpc(Stack.of(scope)), {
          securityGroups: [reference.securityGroup(Stack.of(scope), 'sg-01234567')],
        }),
        capacityProviderName,
      }),
  ],
];

describe.each(MAKERS)('%s', (prop, _, make) => {
  test('is rejected for two constructs in one stack, with the paths of both', () => {
    const said = inStack((stack) => [make(stack, 'First', 'desk'), make(stack, 'Second', 'desk')]);
    expect(said).toContain(
      `${prop} must be unique in an account and Region, got "desk" for Test/First, Test/Second. Use a different ${prop} for each.`,
    );
  });

  test('may be another, and is another by default', () => {
    expect(inStack((stack) => [make(stack, 'First', 'desk'), make(stack, 'Second', 'shop')])).toBe(
      'nothing was thrown',
    );
    expect(inStack((stack) => [make(stack, 'First'), make(stack, 'Second')])).toBe('nothing was thrown');
  });
});

describe('A name', () => {
  const inStacks = (first: object, second: object) =>
    synthesized((app) => {
      harness(new Stack(app, 'One', first), 'Agent', 'desk');
      harness(new Stack(app, 'Two', second), 'Agent', 'desk');
    });
  const inStages = (first: object, second: object) =>
    synthesized((app) => {
      harness(new Stack(new Stage(app, 'One', first), 'Stack'), 'Agent', 'desk');
      harness(new Stack(new Stage(app, 'Two', second), 'Stack'), 'Agent', 'desk');
    });

  test('is rejected in two stacks of one environment', () => {
    expect(inStacks({ env: ENV }, { env: ENV })).toContain('got "desk" for One/Agent, Two/Agent.');
  });

  test('may be used again in another Region or account', () => {
    expect(inStacks({ env: ENV }, { env: { ...ENV, region: 'eu-west-1' } })).toBe('nothing was thrown');
    expect(inStacks({ env: ENV }, { env: { ...ENV, account: '444455556666' } })).toBe('nothing was thrown');
    expect(inStacks({ env: ENV }, {})).toBe('nothing was thrown');
  });

  test('is rejected in two stacks that are deployed to the same environment, whatever it is', () => {
    expect(inStacks({}, {})).toContain('got "desk" for One/Agent, Two/Agent.');
  });

  test('is rejected in two stages of one environment, and not judged if the environments are not known', () => {
    expect(inStages({ env: ENV }, { env: ENV })).toContain('got "desk" for One/Stack/Agent, Two/Stack/Agent.');
    expect(inStages({}, {})).toBe('nothing was thrown');
  });

  test('is rejected if an L1 resource has it, and two L1 resources are left to CloudFormation', () => {
    const l1 = (stack: Stack, id: string) =>
      new CfnHarness(stack, id, {
        harnessName: 'desk',
        model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
        executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/agent`,
      });
    expect(inStack((stack) => [harness(stack, 'Agent', 'desk'), l1(stack, 'Other')])).toContain(
      'for Test/Agent, Test/Other.',
    );
    expect(inStack((stack) => [harness(stack, 'Agent', 'shop'), l1(stack, 'One'), l1(stack, 'Two')])).not.toContain(
      'must be unique',
    );
  });

  test('may be shared by resources whose conditions exclude each other, and not by one that always exists', () => {
    const conditional = (stack: Stack, id: string) => {
      const condition = new CfnCondition(stack, `${id}Only`, { expression: Fn.conditionEquals(stack.region, id) });
      const made = harness(stack, id, 'desk');
      (made.node.defaultChild as CfnHarness).cfnOptions.condition = condition;
    };
    expect(inStack((stack) => [conditional(stack, 'One'), conditional(stack, 'Two')])).toBe('nothing was thrown');
    expect(inStack((stack) => [conditional(stack, 'One'), harness(stack, 'Two', 'desk')])).toContain('must be unique');
  });

  test('is not judged if it is only known at deployment', () => {
    const said = inStack((stack) => {
      const { valueAsString } = new CfnParameter(stack, 'Name');
      harness(stack, 'First', valueAsString);
      harness(stack, 'Second', valueAsString);
    });
    expect(said).toBe('nothing was thrown');
  });

  test('is found behind a lazy value and a property override', () => {
    const said = inStack((stack) => {
      harness(stack, 'First', Lazy.string({ produce: () => 'desk' }));
      const second = harness(stack, 'Second', 'shop');
      (second.node.defaultChild as CfnHarness).addPropertyOverride('HarnessName', 'desk');
    });
    expect(said).toContain('got "desk" for Test/First, Test/Second.');
  });

  test('of a harness and a runtime may be the same', () => {
    expect(inStack((stack) => [harness(stack, 'One', 'desk'), runtime(stack, 'Two', 'desk')])).toBe(
      'nothing was thrown',
    );
  });

  test('is looked up once for all of 2,000 agents', () => {
    const app = new App({ analyticsReporting: false });
    const stacks = Array.from({ length: 20 }, (_, index) => new Stack(app, `Stack${index}`, { env: ENV }));
    for (const stack of stacks) {
      for (let index = 0; index < 100; index += 1) {
        new CfnRuntime(stack, `Runtime${index}`, {
          agentRuntimeName: `${stack.node.id}_${index}`,
          agentRuntimeArtifact: {},
          roleArn: 'arn:aws:iam::111122223333:role/x',
        });
      }
    }
    harness(stacks[0], 'Agent', 'desk');
    harness(stacks[1], 'Agent', 'desk');
    const validations = [app, ...stacks].map(({ node }) => node.validate()).filter((found) => found.length > 0);
    expect(validations).toEqual([[expect.stringContaining('for Stack0/Agent, Stack1/Agent.')]]);
  });
});

describe('An endpoint of one name', () => {
  test('is rejected where it is added twice', () => {
    const stack = new Stack(new App(), 'Test', { env: ENV });
    for (const agent of [harness(stack, 'Harness'), runtime(stack, 'Runtime')]) {
      agent.addEndpoint('live');
      expect(messageOf(() => agent.addEndpoint('live'))).toBe(
        `${agent.node.path}: endpointName must be unique on an agent, got "live", which ${agent.node.path}/Endpoint-live already has. Use a different endpointName.`,
      );
      expect(messageOf(() => agent.addEndpoint('Live'))).toBe('nothing was thrown');
    }
  });

  test('is rejected if it is added once and made by its class once', () => {
    const said = inStack((stack) => {
      const agent = harness(stack, 'Agent');
      agent.addEndpoint('live');
      new HarnessEndpoint(stack, 'Live', { harness: agent, endpointName: 'live' });
    });
    expect(said).toContain(
      'endpointName must be unique on an agent, got "live" for Test/Agent/Endpoint-live, Test/Live. Use a different endpointName for each.',
    );
  });

  test('is rejected on an imported agent, too', () => {
    const said = inStack((stack) => {
      const runtimeArn = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/desk-a1B2c3D4e5`;
      const [one, two] = ['One', 'Two'].map((id) =>
        Runtime.fromRuntimeAttributes(stack, id, { runtimeArn, version: '1' }),
      );
      new RuntimeEndpoint(stack, 'Live', { runtime: one, endpointName: 'live' });
      new RuntimeEndpoint(stack, 'AlsoLive', { runtime: two, endpointName: 'live' });
    });
    expect(said).toContain('got "live" for Test/Live, Test/AlsoLive.');
  });

  test('is rejected if an L1 resource has it', () => {
    const said = inStack((stack) => {
      const agent = harness(stack, 'Agent');
      agent.addEndpoint('live');
      new CfnHarnessEndpoint(stack, 'Live', { harnessId: agent.agentId, endpointName: 'live' });
    });
    expect(said).toContain('for Test/Agent/Endpoint-live, Test/Live.');
  });

  test('may be on another agent', () => {
    const said = inStack((stack) => {
      harness(stack, 'One').addEndpoint('live');
      harness(stack, 'Two').addEndpoint('live');
      runtime(stack, 'Three').addEndpoint('live');
    });
    expect(said).toBe('nothing was thrown');
  });
});

describe.each(MAKERS)('The tags of a construct with a %s', (_, __, make) => {
  const tagged = (tags: Record<string, string>) =>
    inStack((stack) => {
      const construct = make(stack, 'Tagged');
      for (const [key, value] of Object.entries(tags)) {
        Tags.of(construct).add(key, value);
      }
    });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

  test.each<[what: string, wrong: Record<string, string>, said: string, right: Record<string, string>]>([
    [
      'a reserved key',
      { 'aws:team': 'x' },
      'the key "aws:team" must not begin with "aws:", which is reserved for AWS',
      { 'my:aws:team': 'x' },
    ],
    [
      'a reserved key in capitals',
      { 'AWS:team': 'x' },
      'the key "AWS:team" must not begin with "aws:"',
      { AWSteam: 'x' },
    ],
    ['too many', many(51), 'tags must have at most 50 entries, got 51', many(50)],
    ['a long key', { ['k'.repeat(129)]: 'x' }, 'must be 1 to 128 characters long, got 129', { ['k'.repeat(128)]: 'x' }],
    [
      'a long value',
      { team: 'v'.repeat(257) },
      'the value of "team" must be 0 to 256 characters long, got 257',
      { team: 'v'.repeat(256) },
    ],
    [
      'a key with other characters',
      { 'team!': 'x' },
      'the key "team!" must consist of letters, digits, spaces and . _ : / = + @ -, got "team!"',
      { 'a team_1.:/=+@-': 'x' },
    ],
    ['a value with other characters', { team: 'x#y' }, 'the value of "team" must consist of letters', { team: '' }],
  ])('are rejected at synth with %s', (_, wrong, said, right) => {
    expect(tagged(wrong)).toMatch(/\[Test\/Tagged\] tags/);
    expect(tagged(wrong)).toContain(said);
    expect(tagged(wrong).split(said)).toHaveLength(2);
    expect(tagged(right)).toBe('nothing was thrown');
  });
});

describe('Tags', () => {
  test('of the stack are checked on an agent and its endpoints, and not on constructs of the user', () => {
    const said = inStack((stack) => {
      harness(stack, 'Agent').addEndpoint('live');
      new Bucket(stack, 'Mine');
      Tags.of(stack).add('team!', 'x');
    });
    expect(said.match(/\[Test\/[\w/-]+\] tags: the key "team!"/g)).toEqual([
      '[Test/Agent] tags: the key "team!"',
      '[Test/Agent/Endpoint-live] tags: the key "team!"',
    ]);
    expect(
      inStack((stack) => {
        harness(stack, 'Agent');
        Tags.of(new Bucket(stack, 'Mine')).add('team!', 'x');
      }),
    ).toBe('nothing was thrown');
  });

  test('of the role alone may have letters of any script, which IAM accepts', () => {
    const roleTag = (key: string) =>
      inStack((stack) => {
        const agent = harness(stack, 'Agent');
        Tags.of(agent).add(key, 'x', { includeResourceTypes: ['AWS::IAM::Role'] });
      });
    expect(roleTag('größe')).toBe('nothing was thrown');
    expect(roleTag('team!')).toContain('[Test/Agent] tags: the key "team!"');
  });

  test('that are only known at deployment are not judged', () => {
    const said = inStack((stack) =>
      Tags.of(harness(stack, 'Agent')).add('team', new CfnParameter(stack, 'Team').valueAsString),
    );
    expect(said).toBe('nothing was thrown');
  });
});

describe('typeNotInRegion', () => {
  const warned = (region: string | undefined, make: (stack: Stack) => unknown) => {
    const stack = new Stack(new App(), 'Test', { env: { account: ACCOUNT, region } });
    make(stack);
    return warningsOf(stack).filter((warning) => warning.includes('typeNotInRegion'));
  };
  const target = (stack: Stack) =>
    new GatewayTarget(stack, 'Target', {
      gateway: Object.assign(
        reference.gateway(
          stack,
          stack.formatArn({ service: 'bedrock-agentcore', resource: 'gateway/orders-a1b2c3d4e5' }),
        ),
        {
          env: { account: stack.account, region: stack.region },
        },
      ),
      source: TargetSource.fromMcpServer('https://mcp.example.com'),
      credentials: TargetCredentials.none(),
    });

  test.each<[string, string, string, (stack: Stack) => unknown]>([
    ...MAKERS.map(([, type, make]): [string, string, string, (stack: Stack) => unknown] => [
      type,
      'il-central-1',
      REGION,
      (stack) => make(stack, 'Made'),
    ]),
    ['GatewayTarget', 'ap-southeast-7', REGION, target],
    ['HarnessEndpoint', 'us-gov-west-1', REGION, (stack) => harness(stack, 'Agent').addEndpoint('live')],
    ['CapacityProvider', 'eu-west-3', 'eu-west-1', (stack) => MAKERS[5][2](stack, 'Made')],
  ])('warns of %s in %s, and not in %s or where the Region is not known', (type, without, offered, make) => {
    expect(warned(without, make)).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^The resource type AWS::BedrockAgentCore::${type} is not known to be available in ${without}\\..*Unrecognized resource types`,
        ),
      ),
    );
    expect(warned(offered, make)).toEqual([]);
    expect(warned(undefined, make)).toEqual([]);
  });
});

describe('The name of the runtime that AgentCore creates for a harness', () => {
  const named = (runtimeName: string, region = REGION) =>
    synthesized((app) => {
      harness(new Stack(app, 'Test', { env: ENV }), 'Desk', 'desk');
      runtime(new Stack(app, 'Other', { env: { ...ENV, region } }), 'Code', runtimeName);
    });

  test('is rejected for a runtime of the same account and Region', () => {
    expect(named('harness_desk')).toMatch(
      /runtimeName must not be "harness_desk" for Other\/Code, because AgentCore creates a runtime of that name for the harness Test\/Desk\. Use a different runtimeName\./,
    );
  });

  test('is accepted in another Region, and other names are accepted in the same', () => {
    expect(named('harness_desk', 'eu-west-1')).toBe('nothing was thrown');
    expect(named('desk')).toBe('nothing was thrown');
  });
});
