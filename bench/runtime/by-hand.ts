/** The resources of `Runtime`, `MemoryStore` and `GatewayTarget`, written by hand. `run.ts` reports differences. */
import {
  type CfnGateway,
  CfnGatewayTarget,
  CfnMemory,
  CfnRuntime,
  CfnRuntimeEndpoint,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Aws, Fn, type Stack } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';
import { agentStatements, arn } from '../by-hand';
import { DIGEST, importsOf, MODEL, NAMESPACE, SCHEMA_KEY } from './shared';

/** The attributes that the L1 and the L2 of a gateway have in common. */
type Gateway = Pick<CfnGateway, 'attrGatewayArn' | 'attrGatewayIdentifier'>;

function policy(...Statement: object[]) {
  return { Version: '2012-10-17', Statement };
}

function allow(Sid: string, Action: string | string[], Resource: unknown) {
  return { Sid, Effect: 'Allow', Action, Resource };
}

function agentCore(...names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

export function targetPermissions(stack: Stack, name: string) {
  const { orders, schemas } = importsOf(stack);
  return policy(
    allow(`TargetSchema${name}Orders`, 's3:GetObject', schemas.arnForObjects(SCHEMA_KEY)),
    allow('TargetFunctionOrders', 'lambda:InvokeFunction', orders.functionArn),
  );
}

export function agentPermissions(name: string, memory: CfnMemory, gateway: Gateway) {
  return policy(
    ...agentStatements(name),
    allow(
      'Image',
      ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
      arn('ecr', 'repository/agents/support'),
    ),
    allow('ImageToken', 'ecr:GetAuthorizationToken', '*'),
    allow(
      'ModelBedrock',
      ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      `arn:${Aws.PARTITION}:bedrock:${Aws.REGION}::foundation-model/${MODEL}`,
    ),
    allow(
      `Memory${name}Memory`,
      agentCore(
        ...['CreateEvent', 'DeleteEvent', 'GetEvent', 'ListEvents', 'RetrieveMemoryRecords'],
        ...['GetMemory', 'GetMemoryRecord', 'ListMemoryRecords', 'ListSessions', 'ListActors'],
      ),
      memory.attrMemoryArn,
    ),
    allow(`Gateway${name}Gateway`, 'bedrock-agentcore:InvokeGateway', gateway.attrGatewayArn),
  );
}

export function addMemory(scope: Construct, id: string, name: string): CfnMemory {
  return new CfnMemory(scope, id, {
    name,
    eventExpiryDuration: 90,
    memoryStrategies: [{ semanticMemoryStrategy: { name: 'semantic', namespaceTemplates: [NAMESPACE] } }],
  });
}

export function addTarget(scope: Construct, id: string, stack: Stack, gateway: Gateway, permissions: IDependable) {
  const { orders, schemas } = importsOf(stack);
  new CfnGatewayTarget(scope, id, {
    gatewayIdentifier: gateway.attrGatewayIdentifier,
    name: 'orders',
    credentialProviderConfigurations: [{ credentialProviderType: 'GATEWAY_IAM_ROLE' }],
    targetConfiguration: {
      mcp: {
        lambda: {
          lambdaArn: orders.functionArn,
          toolSchema: { s3: { uri: schemas.s3UrlForObject(SCHEMA_KEY) } },
        },
      },
    },
  }).node.addDependency(permissions);
}

export interface Surroundings {
  readonly memory: CfnMemory;
  readonly gateway: Gateway;
  readonly roleArn: string;
}

export function addRuntime(scope: Construct, id: string, name: string, stack: Stack, around: Surroundings): CfnRuntime {
  const { memory, gateway, roleArn } = around;
  return new CfnRuntime(scope, id, {
    agentRuntimeName: name,
    agentRuntimeArtifact: {
      containerConfiguration: { containerUri: importsOf(stack).images.repositoryUriForDigest(DIGEST) },
    },
    networkConfiguration: { networkMode: 'PUBLIC' },
    protocolConfiguration: 'HTTP',
    platformVersion: 'V1',
    filesystemConfigurations: [],
    lifecycleConfiguration: { idleRuntimeSessionTimeout: 900, maxLifetime: 28_800 },
    environmentVariables: {
      MODEL_ID: MODEL,
      BEDROCK_AGENTCORE_MEMORY_ID: Fn.select(1, Fn.split('/', memory.attrMemoryArn)),
      GATEWAY_URL: `https://${gateway.attrGatewayIdentifier}.gateway.bedrock-agentcore.${Aws.REGION}.${Aws.URL_SUFFIX}/mcp`,
    },
    roleArn,
  });
}

export function addEndpoint(scope: Construct, id: string, runtime: CfnRuntime): void {
  new CfnRuntimeEndpoint(scope, id, {
    agentRuntimeId: runtime.attrAgentRuntimeId,
    agentRuntimeVersion: runtime.attrAgentRuntimeVersion,
    name: 'live',
  });
}
