import { Template } from 'aws-cdk-lib/assertions';
import { ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { GatewayTarget, McpListingMode, OAuthGrantType, Runtime, TargetCredentials, TargetSource } from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { ARTIFACT, testStack } from '../../support/helpers';
import { gatewayIn, plain } from '../../support/rendered';
import { configOf, NONE, TOOLS } from './targets';

describe('An MCP server', () => {
  test('has a listing mode and a resource priority', () => {
    const { config, target } = configOf(() => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', {
        listingMode: McpListingMode.DYNAMIC,
        resourcePriority: 0,
      }),
      credentials: NONE,
    }));
    expect(config).toEqual({
      Mcp: { McpServer: { Endpoint: 'https://mcp.example.com', ListingMode: 'DYNAMIC', ResourcePriority: 0 } },
    });
    expect(target.toolNames).toBeUndefined();
  });

  test('has a tool schema with the authorization code grant', () => {
    const { config, target } = configOf((stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', { tools: TOOLS }),
      credentials: TargetCredentials.oauth(references.oauthClient(stack), {
        grantType: OAuthGrantType.AUTHORIZATION_CODE,
      }),
    }));
    expect(config).toMatchObject({
      Mcp: {
        McpServer: { ListingMode: 'DEFAULT', McpToolSchema: { InlinePayload: expect.stringContaining('"find"') } },
      },
    });
    expect(target.toolNames).toEqual(['orders___find']);
  });

  test('on a runtime is invoked through the endpoint DEFAULT, with requests that are signed for AgentCore', () => {
    const { properties, config, statements } = configOf((stack) => ({
      source: TargetSource.fromMcpRuntime(references.runtime(stack)),
    }));
    const encoded = encodeURIComponent(references.RUNTIME_ARN);
    expect(config).toHaveProperty(
      'Mcp.McpServer.Endpoint',
      `https://bedrock-agentcore.us-east-1.amazonaws.com/runtimes/${encoded}/invocations?qualifier=DEFAULT`,
    );
    expect(properties.CredentialProviderConfigurations).toEqual([
      {
        CredentialProviderType: 'GATEWAY_IAM_ROLE',
        CredentialProvider: { IamCredentialProvider: { Service: 'bedrock-agentcore' } },
      },
    ]);
    expect(statements).toEqual({
      TargetRuntimeRuntime0: {
        Sid: expect.stringMatching(/^TargetRuntime/),
        Effect: 'Allow',
        Action: 'bedrock-agentcore:InvokeAgentRuntime',
        Resource: [references.RUNTIME_ARN, `${references.RUNTIME_ARN}/runtime-endpoint/DEFAULT`],
      },
    });
  });

  test('on a runtime of another Region is invoked with requests that are signed for this Region', () => {
    const arn = references.RUNTIME_ARN.replace('us-east-1', 'eu-west-1');
    const { properties, config } = configOf((stack) => ({
      source: TargetSource.fromMcpRuntime(references.runtime(stack, arn)),
    }));
    expect(config).toHaveProperty(
      'Mcp.McpServer.Endpoint',
      `https://bedrock-agentcore.eu-west-1.amazonaws.com/runtimes/${encodeURIComponent(arn)}/invocations?qualifier=DEFAULT`,
    );
    expect(properties.CredentialProviderConfigurations).toMatchObject([
      { CredentialProvider: { IamCredentialProvider: { Service: 'bedrock-agentcore', Region: 'eu-west-1' } } },
    ]);
  });

  test('on a runtime depends on the endpoint and the permissions of the runtime', () => {
    const stack = testStack();
    const server = new Runtime(stack, 'Server', { artifact: ARTIFACT, protocol: ProtocolType.MCP });
    const bucket = new Bucket(stack, 'Bucket');
    bucket.grantRead(server);
    const endpoint = server.addEndpoint('live');
    new GatewayTarget(stack, 'Target', {
      gateway: gatewayIn(stack),
      source: TargetSource.fromMcpRuntime(server, { endpoint }),
    });
    const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::GatewayTarget'));
    expect(resource.DependsOn).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ServerEndpointlive/),
        expect.stringMatching(/^ServerRoleDefaultPolicy/),
        expect.stringMatching(/^TargetRolePolicy/),
      ]),
    );
    expect(JSON.stringify(plain(resource.Properties))).toContain('/invocations?qualifier=live');
  });

  test('on a runtime with an existing role depends on the grants of this role', () => {
    const { dependsOn } = configOf((stack) => {
      const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
      const server = new Runtime(stack, 'Server', { artifact: ARTIFACT, protocol: ProtocolType.MCP, role });
      new Bucket(stack, 'Bucket').grantRead(server);
      return { source: TargetSource.fromMcpRuntime(server) };
    });
    expect(dependsOn).toContainEqual(expect.stringMatching(/^GivenDefaultPolicy/));
  });
});
