import { Template } from 'aws-cdk-lib/assertions';
import { Gateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Lazy, Stack } from 'aws-cdk-lib/core';
import * as agentcore from '../../src';
import { functionIn } from '../support/fixtures/parts';
import { ARTIFACT, MODEL, REGION, testStack } from '../support/helpers';

const DISCOVERY = 'https://example.com/.well-known/openid-configuration';

type List = string[];
type Properties = { [key: string]: string };

/** Constructs that take lists and maps of the app, which the app changes afterwards. */
const CASES: Array<[string, (stack: Stack, list: List, map: Properties) => unknown, string?]> = [
  ['environment', (stack, _, environment) => new agentcore.Harness(stack, 'Agent', { model: MODEL, environment })],
  [
    'clients of an authorizer',
    (stack, clients) =>
      new agentcore.Harness(stack, 'Agent', {
        model: MODEL,
        authorizer: agentcore.Authorizer.jwt(DISCOVERY, { clients }),
      }),
  ],
  ['allowed tools', (stack, allowedTools) => new agentcore.Harness(stack, 'Agent', { model: MODEL, allowedTools })],
  [
    'nested parameters of a model',
    (stack, stop, metadata) =>
      new agentcore.Harness(stack, 'Agent', {
        model: agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { nested: { stop, metadata } } }),
      }),
  ],
  [
    'the schema of an inline function',
    (stack, required) =>
      new agentcore.Harness(stack, 'Agent', {
        model: MODEL,
        tools: [
          agentcore.Tool.inlineFunction('ask', { description: 'Asks', inputSchema: { type: 'object', required } }),
        ],
      }),
  ],
  [
    'request headers',
    (stack, requestHeaders) => new agentcore.Runtime(stack, 'Agent', { artifact: ARTIFACT, requestHeaders }),
  ],
  [
    'required properties of a tool behind a gateway',
    (stack, required, description) =>
      new agentcore.GatewayTarget(stack, 'Target', {
        gateway: new Gateway(stack, 'Gateway'),
        source: agentcore.TargetSource.fromFunction(
          functionIn(stack, 'Orders'),
          agentcore.ToolSchema.fromObject([
            {
              name: 'find',
              description: 'Finds',
              inputSchema: { type: 'object', properties: { a: { type: 'string', ...description } }, required },
            },
          ]),
        ),
      }),
  ],
  [
    'tags of instances',
    (stack, _, tags) =>
      new agentcore.CapacityProvider(stack, 'Instances', {
        instanceTypes: [new InstanceType('c8g.large')],
        network: agentcore.Network.vpc(new Vpc(stack, 'Vpc')),
        launch: { tags },
      }),
  ],
  [
    'the POSIX user of an S3 Files file system',
    (stack, secondaryGids) =>
      new agentcore.S3Files(stack, 'Files', {
        bucket: new Bucket(stack, 'Bucket', { versioned: true }),
        vpc: new Vpc(stack, 'Vpc'),
        accessPoint: { posixUser: { uid: '1000', gid: '1000', secondaryGids } },
      }),
    '1000',
  ],
  [
    'response types of an OAuth2 server',
    (stack, responseTypes) =>
      new agentcore.OAuthClient(stack, 'Client', {
        provider: agentcore.OAuthProvider.server({
          issuer: 'https://example.com',
          authorizationEndpoint: 'https://example.com/authorize',
          tokenEndpoint: 'https://example.com/token',
          responseTypes,
        }),
        clientId: 'desk',
        secret: Secret.fromSecretNameV2(stack, 'Secret', 'desk'),
        jsonKey: 'secret',
      }),
  ],
];

describe.each(CASES)('A change of %s after the construct is created', (_, make, entry = 'a') => {
  const templateOf = (change: (list: List, map: Properties) => void) => {
    const stack = testStack();
    const list = [entry];
    const map = { description: 'a' };
    make(stack, list, map);
    change(list, map);
    return Template.fromStack(stack).toJSON();
  };

  test('does not change the resource, because it is not validated', () => {
    const template = templateOf((list, map) => {
      list.push('later');
      map.later = 'later';
    });
    expect(template).toEqual(templateOf(() => undefined));
  });
});

test('A list and a variable that are lazy are evaluated at synth', () => {
  const stack = testStack();
  const tools: string[] = [];
  const allowedTools = Lazy.list({ produce: () => tools });
  new agentcore.Harness(stack, 'Agent', {
    model: MODEL,
    allowedTools,
    environment: { A: Lazy.string({ produce: () => tools.join() }) },
  });
  tools.push('*');
  Template.fromStack(stack).hasResourceProperties('AWS::BedrockAgentCore::Harness', {
    AllowedTools: ['*'],
    EnvironmentVariables: { A: '*' },
  });
});

test('A name that is set for the next construct does not appear in the policies of the first', () => {
  const stack = testStack();
  const props: { memoryName?: string } = {};
  const memory = new agentcore.MemoryStore(stack, 'First', props);
  props.memoryName = 'second';
  new agentcore.MemoryStore(stack, 'Second', props);
  const other = new Stack(stack.node.root, 'Other', { env: { account: '444455556666', region: REGION } });
  const role = new Role(other, 'Role', { assumedBy: new AccountRootPrincipal(), roleName: 'reader' });
  memory.grants.read(role);
  const policies = JSON.stringify(Template.fromStack(other).findResources('AWS::IAM::Policy'));
  expect(policies).toContain('memory/Test_First_');
  expect(policies).not.toContain('memory/second');
});
