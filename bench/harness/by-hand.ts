/** The resources of `Harness`, written by hand. `run.ts` reports differences. */
import { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Aws } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { agentStatements, arn } from '../by-hand';

const MODEL = 'anthropic.claude-sonnet-4-6';
const PROFILE = `global.${MODEL}`;

export function permissions(harnessName: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      ...agentStatements(`harness_${harnessName}`),
      {
        Sid: 'ModelBedrock',
        Effect: 'Allow',
        Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        Resource: arn('bedrock', `inference-profile/${PROFILE}`),
      },
      {
        Sid: 'ModelBedrockThroughProfileGlobalAnthropicClaudeSonnet46',
        Effect: 'Allow',
        Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        Resource: `arn:${Aws.PARTITION}:bedrock:*::foundation-model/${MODEL}`,
        Condition: { ArnEquals: { 'bedrock:InferenceProfileArn': arn('bedrock', `inference-profile/${PROFILE}`) } },
      },
      {
        Sid: 'ImagePublicToken',
        Effect: 'Allow',
        Action: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
        Resource: '*',
      },
      {
        Sid: 'NoOtherRole',
        Effect: 'Deny',
        Action: 'sts:AssumeRole',
        Resource: '*',
      },
    ],
  };
}

/** A separate policy, because the ARN of the memory is known only after the harness is created. */
export function memoryPermission(harness: CfnHarness) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'MemoryManaged',
        Effect: 'Allow',
        Action: [
          'bedrock-agentcore:CreateEvent',
          'bedrock-agentcore:DeleteEvent',
          'bedrock-agentcore:GetEvent',
          'bedrock-agentcore:ListEvents',
          'bedrock-agentcore:RetrieveMemoryRecords',
        ],
        Resource: harness.attrMemoryManagedMemoryConfigurationArn,
      },
    ],
  };
}

export function addHarness(scope: Construct, id: string, harnessName: string, executionRoleArn: string): CfnHarness {
  return new CfnHarness(scope, id, {
    harnessName,
    executionRoleArn,
    model: { bedrockModelConfig: { modelId: PROFILE, apiFormat: 'converse_stream' } },
    systemPrompt: [{ text: 'You are a helpful assistant. Answer briefly, and say when you do not know.' }],
    tools: [],
    allowedTools: ['*'],
    skills: [],
    memory: { managedMemoryConfiguration: { strategies: ['SEMANTIC', 'SUMMARIZATION'], eventExpiryDuration: 30 } },
    truncation: { strategy: 'sliding_window' },
    hooks: [],
    maxIterations: 75,
    timeoutSeconds: 3600,
    environment: {
      agentCoreRuntimeEnvironment: {
        networkConfiguration: { networkMode: 'PUBLIC' },
        filesystemConfigurations: [],
        lifecycleConfiguration: { idleRuntimeSessionTimeout: 900, maxLifetime: 28_800 },
      },
    },
    environmentVariables: {},
  });
}
