/** Resources for rows of rules, with settings that differ from valid ones. */
import {
  CfnGateway,
  CfnGatewayTarget,
  CfnHarness,
  CfnMemory,
  CfnRuntime,
  CfnRuntimeEndpoint,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnRoute, CfnRouteTable, CfnSubnet, CfnSubnetRouteTableAssociation, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import { ACCOUNT, REGION } from '../../support/helpers';

export const AGENTCORE = 'bedrock-agentcore.amazonaws.com';
export const IMAGE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/agent@sha256:${'0'.repeat(64)}`;
export const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/agent`;
export const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:tool`;

export type Fill = (stack: Stack) => void;

export function runtime(stack: Stack, id: string, properties: object = {}): CfnRuntime {
  return new CfnRuntime(stack, id, {
    agentRuntimeName: id,
    roleArn: ROLE,
    networkConfiguration: { networkMode: 'PUBLIC' },
    agentRuntimeArtifact: { containerConfiguration: { containerUri: IMAGE } },
    ...properties,
  });
}

export function harness(stack: Stack, id: string, properties: object = {}): CfnHarness {
  return new CfnHarness(stack, id, {
    harnessName: id,
    executionRoleArn: ROLE,
    model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
    ...properties,
  });
}

export function gateway(stack: Stack, properties: object = {}): CfnGateway {
  return new CfnGateway(stack, 'Tools', { name: 'tools', roleArn: ROLE, authorizerType: 'AWS_IAM', ...properties });
}

export function target(stack: Stack, properties: object = {}, of: CfnGateway = gateway(stack)): CfnGatewayTarget {
  return new CfnGatewayTarget(stack, 'Target', {
    name: 'tool',
    gatewayIdentifier: of.attrGatewayIdentifier,
    credentialProviderConfigurations: [{ credentialProviderType: 'GATEWAY_IAM_ROLE' }],
    targetConfiguration: {
      mcp: {
        lambda: {
          lambdaArn: FUNCTION,
          toolSchema: { inlinePayload: [{ name: 'a', description: 'b', inputSchema: { type: 'object' } }] },
        },
      },
    },
    ...properties,
  });
}

export function memory(stack: Stack, properties: object): CfnMemory {
  return new CfnMemory(stack, 'Store', { name: 'Store', eventExpiryDuration: 30, ...properties });
}

export function jwt(settings: object): object {
  return { authorizerConfiguration: { customJwtAuthorizer: { discoveryUrl: DISCOVERY, ...settings } } };
}

export function role(stack: Stack, service: string, ...actions: string[]): Role {
  const made = new Role(stack, 'Role', { assumedBy: new ServicePrincipal(service) });
  if (actions.length > 0) {
    made.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
  }
  return made;
}

export function subnet(stack: Stack, gatewayId?: string): string {
  const vpc = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const made = new CfnSubnet(stack, 'Subnet', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
  const table = new CfnRouteTable(stack, 'Table', { vpcId: vpc.ref });
  new CfnSubnetRouteTableAssociation(stack, 'Association', { subnetId: made.ref, routeTableId: table.ref });
  if (gatewayId) {
    const route = { routeTableId: table.ref, destinationCidrBlock: '0.0.0.0/0' };
    new CfnRoute(
      stack,
      'Route',
      gatewayId.startsWith('nat') ? { ...route, natGatewayId: gatewayId } : { ...route, gatewayId },
    );
  }
  return made.ref;
}

export function inVpc(stack: Stack, gatewayId?: string): CfnRuntime {
  const vpcConfig = { subnets: [subnet(stack, gatewayId)], securityGroups: ['sg-0123456789abcdef0'] };
  const networkConfiguration = { networkMode: 'VPC', networkModeConfig: vpcConfig };
  return runtime(stack, 'Agent', { networkConfiguration });
}

export const PACKAGE = {
  CodeConfiguration: { Code: { S3: { Bucket: 'code', Prefix: 'a.zip' } }, EntryPoint: ['main.js'], Runtime: 'NODE_22' },
};

export function harnessInVpc(stack: Stack, apiFormat: string, gatewayId?: string): void {
  const vpcConfig = { subnets: [subnet(stack, gatewayId)], securityGroups: ['sg-0123456789abcdef0'] };
  harness(stack, 'Desk', {
    model: { bedrockModelConfig: { modelId: 'openai.gpt-oss-120b-1:0', apiFormat } },
    environment: {
      agentCoreRuntimeEnvironment: { networkConfiguration: { networkMode: 'VPC', networkModeConfig: vpcConfig } },
    },
  });
}

export const STRATEGY = { semanticMemoryStrategy: { name: 'Facts', namespaceTemplates: ['/facts/{actorId}'] } };
export const EFS = `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:access-point/fsap-0123456789abcdef0`;
export const MOUNT = { efsAccessPoint: { accessPointArn: EFS, mountPath: '/mnt/data' } };

export function endpoint(stack: Stack, properties: object): CfnRuntimeEndpoint {
  const agentRuntimeId = runtime(stack, 'Agent').attrAgentRuntimeId;
  return new CfnRuntimeEndpoint(stack, 'Endpoint', {
    agentRuntimeId,
    name: 'prod',
    agentRuntimeVersion: '1',
    ...properties,
  });
}

export function httpTarget(stack: Stack, of: CfnGateway): void {
  const arn = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/agent-0123456789`;
  target(stack, { targetConfiguration: { http: { agentcoreRuntime: { arn } } } }, of);
}

export function custom(): object {
  const model = { appendToPrompt: 'Only names.', modelId: 'amazon.nova-pro-v1:0' };
  return { customMemoryStrategy: { name: 'Facts', configuration: { semanticOverride: { extraction: model } } } };
}

export function withGateway(stack: Stack, ...actions: string[]): void {
  const gatewayArn = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:gateway/shop-0123456789`;
  const tools = [{ type: 'agentcore_gateway', name: 'shop', config: { agentCoreGateway: { gatewayArn } } }];
  harness(stack, 'Desk', { tools, executionRoleArn: role(stack, AGENTCORE, ...actions).roleArn });
}

export function withModel(stack: Stack, apiFormat: string, ...actions: string[]): void {
  const model = { bedrockModelConfig: { modelId: 'openai.gpt-oss-120b-1:0', apiFormat } };
  harness(stack, 'Desk', { model, executionRoleArn: role(stack, AGENTCORE, ...actions).roleArn });
}

export function withCaller(stack: Stack, agent: CfnRuntime): void {
  const resources = [agent.attrAgentRuntimeArn];
  const caller = role(stack, 'lambda.amazonaws.com');
  caller.addToPolicy(new PolicyStatement({ actions: ['bedrock-agentcore:InvokeAgentRuntime'], resources }));
}
