import { Template } from 'aws-cdk-lib/assertions';
import { ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  HarnessMemory,
  Hook,
  HookFailureMode,
  HookTarget,
  JwtAlgorithm,
  ManagedMemoryStrategy,
  OAuthClient,
  OAuthClientAuth,
  OAuthProvider,
} from '../../src';
import { functionIn, signingKeyIn } from '../support/fixtures/parts';
import { harnessIn, harnessProperties, runtimeIn, runtimeProperties, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';

function signedBy(algorithm: JwtAlgorithm) {
  const stack = testStack();
  const clientAuth = OAuthClientAuth.privateKeyJwt(signingKeyIn(stack, 'Key'), algorithm);
  const discoveryUrl = 'https://login.example.com/.well-known/openid-configuration';
  const provider = OAuthProvider.discovery(discoveryUrl, { clientAuth });
  new OAuthClient(stack, 'Client', { provider, clientId: 'desk' });
  const [client] = Object.values(
    Template.fromStack(stack).findResources('AWS::BedrockAgentCore::OAuth2CredentialProvider'),
  );
  return { properties: client.Properties, warnings: warningsOf(stack) };
}

const ALGORITHM = 'Oauth2ProviderConfigInput.CustomOauth2ProviderConfig.PrivateKeyJwtConfig.SigningAlgorithm';

describe('A value from an of() method', () => {
  test('is rendered with a warning if the schema does not list the value', () => {
    const { properties, warnings } = signedBy(JwtAlgorithm.of('RS512'));
    expect(properties).toHaveProperty(ALGORITHM, 'RS512');
    expect(warnings).toEqual([
      'provider.clientAuth.algorithm is "RS512", which the CloudFormation schema in this version of aws-cdk-lib does not list: RS256, PS256, ES256. The deployment fails if AgentCore does not support the value. Use a listed value, or acknowledge the warning. [ack: cdk-agentcore:unlistedValue]',
    ]);
  });

  test('is rendered without a warning if the schema lists the value', () => {
    const { properties, warnings } = signedBy(JwtAlgorithm.of('RS256'));
    expect(properties).toHaveProperty(ALGORITHM, 'RS256');
    expect(warnings).toEqual([]);
  });

  test('is rendered with a warning in a hook and in a managed memory', () => {
    const stack = testStack();
    const options = { failureMode: HookFailureMode.of('retry') };
    harnessIn(stack, {
      hooks: [Hook.beforeToolCall('approve', HookTarget.fromFunction(functionIn(stack, 'Approve'), options))],
      memory: HarnessMemory.managed({ strategies: [ManagedMemoryStrategy.of('GRAPH')] }),
    });
    expect(harnessProperties(stack)).toMatchObject({
      Hooks: [{ BeforeToolCall: { Target: { Lambda: { FailureMode: 'retry' } } } }],
      Memory: { ManagedMemoryConfiguration: { Strategies: ['GRAPH'] } },
    });
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/^memory\.strategies\[0\] is "GRAPH", which .* does not list: /),
      expect.stringMatching(/^hooks\[0\]\.target\.failureMode is "retry", which .* does not list: allow, deny\. /),
    ]);
  });

  test('is rendered without a warning in a hook and in a managed memory if the schema lists the value', () => {
    const stack = testStack();
    const options = { failureMode: HookFailureMode.of('allow') };
    harnessIn(stack, {
      hooks: [Hook.beforeToolCall('approve', HookTarget.fromFunction(functionIn(stack, 'Approve'), options))],
      memory: HarnessMemory.managed({ strategies: [ManagedMemoryStrategy.of('EPISODIC')] }),
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('can come from a class of aws-cdk-lib', () => {
    const stack = testStack();
    runtimeIn(stack, { protocol: ProtocolType.of('GRPC') });
    expect(runtimeProperties(stack)).toHaveProperty('ProtocolConfiguration', 'GRPC');
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/^protocol is "GRPC", which .* does not list: MCP, HTTP, A2A, AGUI\. /),
    ]);
  });
});
