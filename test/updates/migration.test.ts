/** The logical IDs of constructs that replace those of aws-cdk-lib, as described in `docs/migrating.md`. */
import { Template } from 'aws-cdk-lib/assertions';
import * as aws from 'aws-cdk-lib/aws-bedrockagentcore';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretValue, type Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  Artifact,
  ContainerImage,
  GatewayTarget,
  MemoryStore,
  MemoryStrategy,
  OAuthClient,
  OAuthProvider,
  Runtime,
  TargetSource,
  ToolSchema,
} from '../../src';
import { functionIn } from '../support/fixtures/parts';
import { testStack } from '../support/helpers';

const TOOL = { name: 'find', description: 'Finds an order.' };

const gatewayIn = (stack: Stack) =>
  new aws.Gateway(stack, 'Gateway', { authorizerConfiguration: aws.GatewayAuthorizer.usingAwsIam() });
const secretIn = (stack: Stack) => new Secret(stack, 'Secret');
const repositoryIn = (stack: Stack) => Repository.fromRepositoryName(stack, 'Repository', 'agents/support');

/** The same resource with a construct of aws-cdk-lib and with one of this library. */
const SAME: Record<string, [before: (stack: Stack) => void, after: (stack: Stack) => void]> = {
  'AWS::BedrockAgentCore::Runtime': [
    (stack) =>
      new aws.Runtime(stack, 'Support', {
        agentRuntimeArtifact: aws.AgentRuntimeArtifact.fromEcrRepository(repositoryIn(stack), 'v1'),
      }),
    (stack) =>
      new Runtime(stack, 'Support', {
        artifact: Artifact.fromImage(ContainerImage.fromEcrRepository(repositoryIn(stack), { tag: 'v1' })),
      }),
  ],
  'AWS::BedrockAgentCore::GatewayTarget': [
    (stack) =>
      aws.GatewayTarget.forLambda(stack, 'Orders', {
        gateway: gatewayIn(stack),
        lambdaFunction: functionIn(stack, 'Function'),
        toolSchema: aws.ToolSchema.fromInline([{ ...TOOL, inputSchema: { type: aws.SchemaDefinitionType.OBJECT } }]),
      }),
    (stack) =>
      new GatewayTarget(stack, 'Orders', {
        gateway: gatewayIn(stack),
        source: TargetSource.fromFunction(
          functionIn(stack, 'Function'),
          ToolSchema.fromObject([{ ...TOOL, inputSchema: { type: 'object' } }]),
        ),
      }),
  ],
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': [
    (stack) =>
      new aws.ApiKeyCredentialProvider(stack, 'Key', {
        apiKey: SecretValue.secretsManager('keys', { jsonField: 'a' }),
      }),
    (stack) => new ApiKey(stack, 'Key', { secret: secretIn(stack), jsonKey: 'a' }),
  ],
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': [
    (stack) =>
      aws.OAuth2CredentialProvider.usingGithub(stack, 'GitHub', {
        clientId: 'agents',
        clientSecret: SecretValue.secretsManager('keys', { jsonField: 'a' }),
      }),
    (stack) =>
      new OAuthClient(stack, 'GitHub', {
        provider: OAuthProvider.github(),
        clientId: 'agents',
        secret: secretIn(stack),
        jsonKey: 'a',
      }),
  ],
};

function logicalIdOf(type: string, fill: (stack: Stack) => void): string {
  const stack = testStack();
  fill(stack);
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(type));
  return logicalId;
}

test.each(Object.entries(SAME))('%s has the same logical ID at the same path', (type, [before, after]) => {
  expect(logicalIdOf(type, after)).toBe(logicalIdOf(type, before));
});

test('AWS::BedrockAgentCore::Memory has another logical ID, which the guide overrides', () => {
  const type = 'AWS::BedrockAgentCore::Memory';
  const strategies = [MemoryStrategy.semantic()];
  const before = logicalIdOf(type, (stack) => new aws.Memory(stack, 'Customers'));
  expect(logicalIdOf(type, (stack) => new MemoryStore(stack, 'Customers', { strategies }))).not.toBe(before);
  expect(before).toMatch(/^Customers/);
});
