import { Template } from 'aws-cdk-lib/assertions';
import { CfnGateway, type CfnRuntime, Gateway, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  CfnVPC,
  CfnVPCEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVPCEndpointRef,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnParameter, Lazy, type Stack } from 'aws-cdk-lib/core';
import { Authorizer, GatewayTarget, type Runtime, TargetSource } from '../../src';
import { ACCOUNT, messageOf, runtimeIn, runtimeProperties, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

const LOGIN = 'https://login.example.com/.well-known/openid-configuration';
const authorizer = Authorizer.jwt(LOGIN, { clients: ['web'] });
const CALLS = [
  ...['InvokeAgentRuntime', 'InvokeAgentRuntimeForUser', 'InvokeAgentRuntimeCommand', 'InvokeAgentRuntimeCommandShell'],
  ...['InvokeAgentRuntimeWithWebSocketStream', 'InvokeAgentRuntimeWithWebSocketStreamForUser'],
  ...['StopRuntimeSession', 'GetAgentCard'],
].map((name) => `bedrock-agentcore:${name}`);

function vpcIn(stack: Stack, id = 'Vpc'): Vpc {
  return new Vpc(stack, id, { maxAzs: 1, natGateways: 0 });
}

function agentCoreIn(vpc: Vpc): InterfaceVpcEndpoint {
  return vpc.addInterfaceEndpoint('AgentCore', { service: InterfaceVpcEndpointAwsService.BEDROCK_AGENTCORE });
}

function plainEndpoint(vpc: Vpc, serviceName?: string): CfnVPCEndpoint {
  return new CfnVPCEndpoint(vpc, 'Plain', { vpcId: vpc.vpcId, serviceName });
}

function importedEndpoint(vpc: Vpc): IVPCEndpointRef {
  const attributes = { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 };
  return InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(vpc, 'Known', attributes);
}

/** The statements of the resource-based policies, by the rest of the ARN after that of the runtime. */
function statementsOf(stack: Stack): Record<string, unknown[]> {
  const found = Template.fromStack(stack).findResources('AWS::BedrockAgentCore::ResourcePolicy');
  return Object.fromEntries(
    Object.values(found).map(({ Properties }) => {
      const { ResourceArn, Policy } = plain(Properties) as { ResourceArn: string; Policy: string };
      const statements: Array<{ Resource: string }> = JSON.parse(Policy).Statement;
      expect(new Set(statements.map(({ Resource }) => Resource))).toEqual(new Set([ResourceArn]));
      return [
        ResourceArn.replace(/^\$\{Agent\w+\.AgentRuntimeArn\}/, ''),
        statements.map(({ Resource, ...rest }) => rest),
      ];
    }),
  );
}

function denied(Condition: object) {
  return { Sid: 'DenyOtherSources', Action: CALLS, Condition, Effect: 'Deny', Principal: '*' };
}

function restricted(restrict: (runtime: Runtime, stack: Stack) => unknown, withTokens = false) {
  const stack = testStack();
  const runtime = runtimeIn(stack, withTokens ? { authorizer } : {});
  restrict(runtime, stack);
  return stack;
}

const VPC = expect.stringMatching(/^\$\{Vpc\w+\}$/);

describe('onlyFromVpc', () => {
  test('denies all calls that do not come from the VPC, on the runtime', () => {
    const stack = restricted((runtime) => {
      const vpc = vpcIn(testStackOf(runtime));
      agentCoreIn(vpc);
      expect(runtime.onlyFromVpc(vpc)).toBe(runtime);
      runtime.addEndpoint('live');
    });
    expect(statementsOf(stack)).toEqual({ '': [denied({ StringNotEquals: { 'aws:SourceVpc': VPC } })] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not rendered for a runtime that is not restricted', () => {
    expect(statementsOf(restricted(() => undefined))).toEqual({});
  });

  test('allows several VPCs and VPC endpoints, in one statement', () => {
    const stack = restricted((runtime, of) => {
      const [one, other] = ['Vpc1', 'Vpc2'].map((id) => vpcIn(of, id));
      [one, other].forEach(agentCoreIn);
      runtime.onlyFromVpc(one).onlyFromVpc(other).onlyFromVpc(one);
      runtime.onlyFromVpcEndpoint(agentCoreIn(vpcIn(of, 'Vpc3')));
    });
    expect(statementsOf(stack)).toEqual({
      '': [
        denied({
          StringNotEquals: {
            'aws:SourceVpc': [VPC, VPC],
            'aws:SourceVpce': expect.stringMatching(/^\$\{Vpc3AgentCore/),
          },
        }),
      ],
    });
  });

  test('accepts a VPC of every construct level', () => {
    const stack = restricted((runtime, of) => {
      runtime.onlyFromVpc(Vpc.fromVpcAttributes(of, 'Known', { vpcId: 'vpc-0123', availabilityZones: ['us-east-1a'] }));
      runtime.onlyFromVpc(new CfnVPC(of, 'Plain', { cidrBlock: '10.0.0.0/16' }));
    });
    expect(statementsOf(stack)['']).toEqual([
      denied({ StringNotEquals: { 'aws:SourceVpc': ['vpc-0123', expect.stringMatching(/^\$\{Plain/)] } }),
    ]);
  });

  test('warns of a VPC of this app without an endpoint for AgentCore', () => {
    const stack = restricted((runtime, of) => runtime.onlyFromVpc(vpcIn(of)));
    expect(warningsOf(stack)).toEqual([
      'onlyFromVpc: the VPC Test/Vpc has no interface endpoint for bedrock-agentcore. Only requests through such an endpoint come from the VPC, so all requests are denied. Add InterfaceVpcEndpointAwsService.BEDROCK_AGENTCORE to the VPC. [ack: cdk-agentcore:vpcWithoutCallers]',
    ]);
  });

  test.each([
    [InterfaceVpcEndpointAwsService.BEDROCK_AGENTCORE_GATEWAY, 'com.amazonaws.us-east-1.bedrock-agentcore.gateway'],
    [InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME, 'com.amazonaws.us-east-1.bedrock-runtime'],
    [GatewayVpcEndpointAwsService.S3, 's3'],
  ])('rejects an endpoint for another service', (service, name) => {
    const said = messageOf(() =>
      restricted((runtime, of) => {
        const vpc = vpcIn(of);
        runtime.onlyFromVpcEndpoint(
          service instanceof GatewayVpcEndpointAwsService
            ? vpc.addGatewayEndpoint('Other', { service })
            : vpc.addInterfaceEndpoint('Other', { service }),
        );
      }),
    );
    expect(said).toBe(
      `Test/Agent: onlyFromVpcEndpoint: vpcEndpoint must be an interface endpoint for bedrock-agentcore, got Test/Vpc/Other for ${name}, through which no requests reach the runtime. Use InterfaceVpcEndpointAwsService.BEDROCK_AGENTCORE.`,
    );
  });

  test.each<[string, (vpc: Vpc) => IVPCEndpointRef]>([
    ['of any Region', (vpc) => agentCoreIn(vpc)],
    ['that is an L1', (vpc) => plainEndpoint(vpc, 'cn.com.amazonaws.cn-north-1.bedrock-agentcore')],
    ['whose service is not known', (vpc) => plainEndpoint(vpc, new CfnParameter(vpc, 'Service').valueAsString)],
    ['without a service', (vpc) => plainEndpoint(vpc)],
    ['that is imported', (vpc) => importedEndpoint(vpc)],
  ])('accepts an endpoint %s', (_, endpointIn) => {
    const stack = testStack({});
    runtimeIn(stack).onlyFromVpcEndpoint(endpointIn(vpcIn(stack)));
    expect(statementsOf(stack)['']).toHaveLength(1);
  });

  test('allows callers with tokens from the VPC, on the runtime and all its endpoints', () => {
    const stack = restricted((runtime, of) => {
      const vpc = vpcIn(of);
      runtime.addEndpoint('live');
      runtime.onlyFromVpc(vpc).onlyFromVpcEndpoint(agentCoreIn(vpc));
      runtime.addEndpoint('later');
    }, true);
    const allowed = (Sid: string, key: string, value: unknown) => ({
      ...{ Sid, Action: CALLS, Effect: 'Allow', Principal: '*' },
      Condition: { StringEquals: { [key]: value } },
    });
    const endpoint = expect.stringMatching(/^\$\{VpcAgentCore/);
    const both = [allowed('AllowVpc', 'aws:SourceVpc', VPC), allowed('AllowVpcEndpoint', 'aws:SourceVpce', endpoint)];
    const deny = denied({ StringNotEquals: { 'aws:SourceVpc': VPC, 'aws:SourceVpce': endpoint } });
    const found = statementsOf(stack);
    expect(found['']).toEqual(expect.arrayContaining([deny, ...both]));
    expect(found['']).toHaveLength(3);
    expect(Object.values(found).filter((statements) => statements !== found[''])).toEqual([both, both, both]);
    expect(Object.keys(found)).toHaveLength(4);
  });
});

const testStackOf = (runtime: Runtime) => runtime.stack;

describe('onlyThroughGateway of a runtime with IAM authorization', () => {
  const role = expect.stringMatching(/^\$\{\w*Role\w+\.Arn\}$/);

  test('allows the role of the gateway, and denies every other principal', () => {
    const stack = restricted((runtime, of) => {
      const gateway = new Gateway(of, 'Front', { protocolConfiguration: undefined });
      expect(runtime.onlyThroughGateway(gateway)).toBe(runtime);
    });
    expect(statementsOf(stack)).toEqual({
      '': [
        { Action: 'bedrock-agentcore:InvokeAgentRuntime', Effect: 'Allow', Principal: { AWS: role } },
        denied({ ArnNotEquals: { 'aws:PrincipalArn': role } }),
      ],
    });
  });

  test('works with a target for the runtime, without a circular dependency', () => {
    const stack = restricted((runtime, of) => {
      const gateway = new CfnGateway(of, 'Front', {
        ...{ name: 'front', authorizerType: 'AWS_IAM' },
        roleArn: Role.fromRoleName(of, 'FrontRole', 'front').roleArn,
      });
      new GatewayTarget(of, 'Target', { gateway, source: TargetSource.fromRuntime(runtime) });
      runtime.onlyThroughGateway(gateway);
    });
    expect(statementsOf(stack)['']).toHaveLength(2);
  });

  test('allows several gateways, and a VPC', () => {
    const stack = restricted((runtime, of) => {
      const vpc = vpcIn(of);
      agentCoreIn(vpc);
      runtime.onlyThroughGateway(new Gateway(of, 'A')).onlyThroughGateway(new Gateway(of, 'B')).onlyFromVpc(vpc);
    });
    expect(statementsOf(stack)['']).toContainEqual(
      denied({ StringNotEquals: { 'aws:SourceVpc': VPC }, ArnNotEquals: { 'aws:PrincipalArn': [role, role] } }),
    );
  });

  test('allows a gateway of another account on the endpoints as well', () => {
    const stack = restricted((runtime, of) => {
      runtime.onlyThroughGateway(
        Gateway.fromGatewayAttributes(of, 'Front', {
          gatewayArn: 'arn:aws:bedrock-agentcore:us-east-1:444455556666:gateway/front-a1b2c3d4e5',
          gatewayId: 'front-a1b2c3d4e5',
          gatewayName: 'front',
          role: Role.fromRoleArn(of, 'FrontRole', 'arn:aws:iam::444455556666:role/front'),
        }),
      );
    });
    const Principal = { AWS: 'arn:aws:iam::444455556666:role/front' };
    const allow = { Action: 'bedrock-agentcore:InvokeAgentRuntime', Effect: 'Allow', Principal };
    expect(statementsOf(stack)).toEqual({
      '': [allow, denied({ ArnNotEquals: { 'aws:PrincipalArn': Principal.AWS } })],
      '/runtime-endpoint/DEFAULT': [allow],
    });
  });

  test('rejects a gateway whose role is not known', () => {
    const arn = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:gateway/front-a1b2c3d4e5`;
    expect(messageOf(() => restricted((runtime, of) => runtime.onlyThroughGateway(referenceIn(of, arn))))).toBe(
      'Test/Agent: onlyThroughGateway: gateway must be a gateway whose execution role is known, got Test/Front, whose role is not known. Import the gateway with Gateway.fromGatewayAttributes and its role.',
    );
  });
});

/** A reference to a gateway, without its role. */
function referenceIn(stack: Stack, gatewayArn: string) {
  const { node } = new CfnVPC(stack, 'Front', { cidrBlock: '10.0.0.0/16' });
  return {
    node,
    env: stack.env,
    gatewayRef: { gatewayArn, gatewayIdentifier: 'front-a1b2c3d4e5' },
  } as unknown as IGatewayRef;
}

describe('onlyThroughGateway of a runtime with a JWT authorizer', () => {
  const workloadsOf = (stack: Stack) => {
    const { AuthorizerConfiguration } = plain(runtimeProperties(stack)) as {
      AuthorizerConfiguration: { CustomJWTAuthorizer: { AllowedWorkloadConfiguration?: unknown } };
    };
    return AuthorizerConfiguration.CustomJWTAuthorizer.AllowedWorkloadConfiguration;
  };

  test('adds the gateway to the allowed workloads, and no policy', () => {
    const stack = restricted((runtime, of) => {
      const gateway = new Gateway(of, 'Front');
      runtime.onlyThroughGateway(gateway).onlyThroughGateway(gateway);
    }, true);
    expect(workloadsOf(stack)).toEqual({ HostingEnvironments: [{ Arn: expect.stringMatching(/^\$\{Front/) }] });
    expect(statementsOf(stack)).toEqual({});
  });

  test('retains the workloads of the authorizer', () => {
    const stack = testStack();
    const workloads = { workloadIdentities: ['batch'] };
    const runtime = runtimeIn(stack, { authorizer: Authorizer.jwt(LOGIN, { clients: ['web'], workloads }) });
    runtime.onlyThroughGateway(new Gateway(stack, 'Front'));
    expect(workloadsOf(stack)).toEqual({
      HostingEnvironments: [{ Arn: expect.stringMatching(/^\$\{Front/) }],
      WorkloadIdentities: ['batch'],
    });
  });

  test('is not rendered for a runtime that is not restricted', () => {
    expect(workloadsOf(restricted(() => undefined, true))).toBeUndefined();
  });

  test('rejects more gateways than the authorizer can have', () => {
    const gateway = (of: Stack, index: number) => new Gateway(of, `Front${index}`);
    expect(
      messageOf(() =>
        restricted((runtime, of) => {
          for (let index = 0; index < 11; index++) {
            runtime.onlyThroughGateway(gateway(of, index));
          }
        }, true),
      ),
    ).toBe('Test/Agent: authorizer.workloads.gateways must have between 1 and 10 entries, got 11 entries.');
  });

  test('cannot be combined with a VPC, in either order', () => {
    const MESSAGE =
      'Test/Agent: onlyThroughGateway cannot be combined with onlyFromVpc or onlyFromVpcEndpoint on a runtime with a JWT authorizer, because the requests of a gateway do not come from the VPC. Use one of them.';
    expect(
      messageOf(() =>
        restricted((runtime, of) => runtime.onlyFromVpc(vpcIn(of)).onlyThroughGateway(new Gateway(of, 'Front')), true),
      ),
    ).toBe(MESSAGE);
    expect(
      messageOf(() =>
        restricted((runtime, of) => runtime.onlyThroughGateway(new Gateway(of, 'Front')).onlyFromVpc(vpcIn(of)), true),
      ),
    ).toBe(MESSAGE);
  });

  test('rejects an authorizer configuration that became a token', () => {
    expect(
      messageOf(() =>
        restricted((runtime, of) => {
          (runtime.node.defaultChild as CfnRuntime).authorizerConfiguration = Lazy.any({ produce: () => ({}) });
          runtime.onlyThroughGateway(new Gateway(of, 'Front'));
        }, true),
      ),
    ).toBe(
      'Test/Agent: onlyThroughGateway cannot add to authorizerConfiguration of the L1, which is a token. Add the gateway to that token.',
    );
  });
});
