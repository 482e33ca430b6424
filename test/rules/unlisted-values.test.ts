import { Template } from 'aws-cdk-lib/assertions';
import { ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { JwtAlgorithm, OAuthClient, OAuthClientAuth, OAuthProvider } from '../../src';
import { signingKeyIn } from '../support/fixtures/parts';
import { runtimeIn, runtimeProperties, testStack } from '../support/helpers';
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

  test('can come from a class of aws-cdk-lib', () => {
    const stack = testStack();
    runtimeIn(stack, { protocol: ProtocolType.of('GRPC') });
    expect(runtimeProperties(stack)).toHaveProperty('ProtocolConfiguration', 'GRPC');
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/^protocol is "GRPC", which .* does not list: MCP, HTTP, A2A, AGUI\. /),
    ]);
  });
});
