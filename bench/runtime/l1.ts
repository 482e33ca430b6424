import {
  CfnGateway,
  CfnGatewayTarget,
  CfnMemory,
  CfnRuntime,
  CfnRuntimeEndpoint,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Aws, Fn } from 'aws-cdk-lib/core';
import { agentStatements, arn, trustPolicy } from '../by-hand';
import { synthesize } from '../synthesize';
import { DIGEST, FUNCTION_ARN, MODEL, NAMESPACE, TOOLS } from './shared';

function policy(...Statement: object[]) {
  return { Version: '2012-10-17', Statement };
}

function allow(Sid: string, Action: string | string[], Resource: unknown) {
  return { Sid, Effect: 'Allow', Action, Resource };
}

function agentCore(...names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

synthesize((stack, name) => {
  const memory = new CfnMemory(stack, `PlainMemory${name}`, {
    name,
    eventExpiryDuration: 90,
    memoryStrategies: [{ semanticMemoryStrategy: { name: 'semantic', namespaceTemplates: [NAMESPACE] } }],
  });
  const gatewayRole = new CfnRole(stack, `PlainGatewayRole${name}`, {
    assumeRolePolicyDocument: trustPolicy(`gateway/${name.toLowerCase()}-??????????`),
    description: `Service role for Bedrock AgentCore Gateway ${name}`,
  });
  const gateway = new CfnGateway(stack, `PlainGateway${name}`, {
    name,
    authorizerType: 'AWS_IAM',
    protocolType: 'MCP',
    protocolConfiguration: {
      mcp: {
        instructions: 'Default gateway to connect to external MCP tools',
        searchType: 'SEMANTIC',
        supportedVersions: ['2025-03-26'],
      },
    },
    roleArn: gatewayRole.attrArn,
  });
  const targetPolicy = new CfnPolicy(stack, `PlainTargetPolicy${name}`, {
    policyName: `${name}TargetPolicy`,
    policyDocument: policy(
      allow(`TargetSchema${name}Orders`, 's3:GetObject', `arn:${Aws.PARTITION}:s3:::${TOOLS.bucket}/${TOOLS.key}`),
      allow('TargetFunctionOrders', 'lambda:InvokeFunction', FUNCTION_ARN),
    ),
    roles: [gatewayRole.ref],
  });
  new CfnGatewayTarget(stack, `PlainOrders${name}`, {
    gatewayIdentifier: gateway.attrGatewayIdentifier,
    name: 'orders',
    credentialProviderConfigurations: [{ credentialProviderType: 'GATEWAY_IAM_ROLE' }],
    targetConfiguration: {
      mcp: {
        lambda: { lambdaArn: FUNCTION_ARN, toolSchema: { s3: { uri: `s3://${TOOLS.bucket}/${TOOLS.key}` } } },
      },
    },
  }).addResourceDependency(targetPolicy);
  const role = new CfnRole(stack, `PlainRole${name}`, {
    assumeRolePolicyDocument: trustPolicy(),
    policies: [
      {
        policyName: 'Agent',
        policyDocument: policy(
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
            agentCore('CreateEvent', 'DeleteEvent', 'GetEvent', 'ListEvents', 'RetrieveMemoryRecords'),
            memory.attrMemoryArn,
          ),
          allow(`Gateway${name}Gateway`, 'bedrock-agentcore:InvokeGateway', gateway.attrGatewayArn),
        ),
      },
    ],
  });
  const runtime = new CfnRuntime(stack, `PlainRuntime${name}`, {
    agentRuntimeName: name,
    agentRuntimeArtifact: {
      containerConfiguration: {
        containerUri: `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}/agents/support@${DIGEST}`,
      },
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
    roleArn: role.attrArn,
  });
  new CfnRuntimeEndpoint(stack, `PlainEndpoint${name}`, {
    agentRuntimeId: runtime.attrAgentRuntimeId,
    agentRuntimeVersion: runtime.attrAgentRuntimeVersion,
    name: 'live',
  });
});
