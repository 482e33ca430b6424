/** Runtimes that are restricted to a VPC, a VPC endpoint or a gateway: who is allowed, and who is denied. */
import { Gateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { InterfaceVpcEndpoint, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import { Authorizer, type Runtime } from '../../src';
import { type Asked, Deployed } from '../support/deployed';
import { ACCOUNT, REGION, runtimeIn } from '../support/helpers';
import { synthesizeApp } from '../support/synthesize';
import { exportOf } from '../support/wiring';

const OTHER = '444455556666';
const WITHIN = { 'aws:SourceVpc': 'vpc-0123', 'aws:SourceVpce': 'vpce-0123' };
const ELSEWHERE = { 'aws:SourceVpc': 'vpc-9999', 'aws:SourceVpce': 'vpce-9999' };
const ACTIONS = [
  ...['InvokeAgentRuntime', 'InvokeAgentRuntimeForUser', 'InvokeAgentRuntimeCommand', 'InvokeAgentRuntimeCommandShell'],
  ...['InvokeAgentRuntimeWithWebSocketStream', 'StopRuntimeSession'],
];

/** A runtime that a role of its account and a role of another account have all grants for. */
function deployed(restrict: (runtime: Runtime, stack: Stack) => unknown, withTokens = false) {
  const stacks = synthesizeApp((app) => {
    const stack = new Stack(app, 'Agents', { env: { account: ACCOUNT, region: REGION } });
    const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
      clients: ['web'],
    });
    const runtime = runtimeIn(stack, withTokens ? { authorizer } : {});
    runtime.addEndpoint('live');
    if (!withTokens) {
      const callers = new Stack(app, 'Callers', { env: { account: OTHER, region: REGION } });
      const assumedBy = new AccountPrincipal(OTHER);
      const near = new Role(stack, 'Near', { roleName: 'near', assumedBy });
      const far = new Role(callers, 'Far', { roleName: 'far', assumedBy });
      const { grants } = runtime;
      for (const role of [near, far]) {
        grants.invokeForUser(role);
        grants.invokeCommand(role);
        grants.openShell(role);
        grants.streamBidirectionallyForUser(role);
        grants.readAgentCard(role);
        grants.stopSession(role);
      }
    }
    restrict(runtime, stack);
    new CfnOutput(stack, 'Arn', { value: runtime.agentArn, exportName: 'arn' });
  });
  const arn = String(exportOf(stacks, 'arn'));
  const app = new Deployed(stacks);
  const allowed = async (asked: Omit<Asked, 'action'>) => {
    const answers = await Promise.all(ACTIONS.map((action) => app.allowsThrough(arn, 'live', { ...asked, action })));
    return ACTIONS.filter((_, index) => answers[index]);
  };
  return { allowed, manage: (action: string) => app.allows(arn, { by: 'Near', action }) };
}

const fromVpc = (runtime: Runtime, stack: Stack) =>
  runtime.onlyFromVpc(Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123', availabilityZones: ['us-east-1a'] }));
const fromVpcEndpoint = (runtime: Runtime, stack: Stack) =>
  runtime.onlyFromVpcEndpoint(
    InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', {
      vpcEndpointId: 'vpce-0123',
      port: 443,
    }),
  );

describe.each([
  ['onlyFromVpc', fromVpc],
  ['onlyFromVpcEndpoint', fromVpcEndpoint],
])('A runtime with %s', (_, restrict) => {
  const { allowed } = deployed(restrict);

  test.each(['Near', 'Far'])('allows %s callers from there, and denies them elsewhere', async (by) => {
    expect(await allowed({ by, context: WITHIN })).toEqual(ACTIONS);
    expect(await allowed({ by, context: ELSEWHERE })).toEqual([]);
    expect(await allowed({ by })).toEqual([]);
  });

  test('requires the permission of the caller as before', async () => {
    expect(await allowed({ by: 'Near', context: WITHIN, without: 'identity' })).toEqual([]);
  });

  test('denies AWS services that act for a caller', async () => {
    expect(await allowed({ by: 'Near', context: { 'aws:ViaAWSService': 'true' } })).toEqual([]);
  });
});

test('A runtime without a restriction allows its callers from everywhere', async () => {
  const { allowed } = deployed(() => undefined);
  expect(await allowed({ by: 'Near' })).toEqual(ACTIONS);
  expect(await allowed({ by: 'Far', context: ELSEWHERE })).toEqual(ACTIONS);
});

test('A runtime with a VPC and a VPC endpoint allows both', async () => {
  const { allowed } = deployed((runtime, stack) => {
    fromVpc(runtime, stack);
    fromVpcEndpoint(runtime, stack);
  });
  expect(await allowed({ by: 'Near', context: { ...ELSEWHERE, 'aws:SourceVpc': 'vpc-0123' } })).toEqual(ACTIONS);
  expect(await allowed({ by: 'Near', context: { ...ELSEWHERE, 'aws:SourceVpce': 'vpce-0123' } })).toEqual(ACTIONS);
  expect(await allowed({ by: 'Near', context: ELSEWHERE })).toEqual([]);
});

describe.each([
  ['onlyFromVpc', fromVpc],
  ['onlyFromVpcEndpoint', fromVpcEndpoint],
])('A runtime with %s and tokens', (_, restrict) => {
  const { allowed } = deployed(restrict, true);

  test('allows callers from there, and denies them elsewhere', async () => {
    expect(await allowed({ by: 'token', context: WITHIN })).toEqual(ACTIONS);
    expect(await allowed({ by: 'token', context: ELSEWHERE })).toEqual([]);
    expect(await allowed({ by: 'token' })).toEqual([]);
  });
});

describe('A runtime with onlyThroughGateway', () => {
  const { allowed } = deployed((runtime, stack) => {
    const front = new Gateway(stack, 'Front', {
      role: new Role(stack, 'Front1', { roleName: 'front', assumedBy: new AccountPrincipal(ACCOUNT) }),
    });
    runtime.grants.invoke(front.role);
    runtime.onlyThroughGateway(front);
  });

  test('allows the role of the gateway to invoke the runtime', async () => {
    expect(await allowed({ by: 'Front1' })).toEqual(['InvokeAgentRuntime']);
  });

  test.each(['Near', 'Far'])('denies %s callers, whatever their policies allow', async (by) => {
    expect(await allowed({ by })).toEqual([]);
    expect(await allowed({ by, context: WITHIN })).toEqual([]);
  });
});

describe('A restriction does not apply to the management of the runtime', () => {
  test('so that CloudFormation can change and remove the policy', async () => {
    const { manage } = deployed((runtime, stack) => {
      fromVpc(runtime, stack);
      const role = stack.node.findChild('Near') as Role;
      const actions = ['bedrock-agentcore:UpdateAgentRuntime', 'bedrock-agentcore:DeleteResourcePolicy'];
      role.addToPolicy(new PolicyStatement({ actions, resources: [runtime.agentArn] }));
    });
    expect(await manage('UpdateAgentRuntime')).toBe(true);
    expect(await manage('DeleteResourcePolicy')).toBe(true);
  });
});
