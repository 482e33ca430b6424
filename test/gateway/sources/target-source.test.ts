import { Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { ApiSchema, PassthroughProtocol, TargetCredentials, TargetSource } from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { REGION, runtimeIn } from '../../support/helpers';
import { configOf, NONE } from './targets';

describe('A document', () => {
  test('in a bucket grants the role to read this object', () => {
    const { config, statements } = configOf((stack) => ({
      source: TargetSource.fromOpenApi(ApiSchema.fromBucket(Bucket.fromBucketName(stack, 'B', 'docs'), 'weather.json')),
      credentials: NONE,
    }));
    expect(config).toEqual({ Mcp: { OpenApiSchema: { S3: { Uri: 's3://docs/weather.json' } } } });
    expect(statements).toEqual({
      TargetSchemaTarget: {
        Sid: 'TargetSchemaTarget',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::docs/weather.json',
      },
    });
  });

  test('in a file is in the template, and grants nothing', () => {
    const { config, statements, target } = configOf(() => ({
      source: TargetSource.fromOpenApi(
        ApiSchema.fromFile(`${__dirname}/../../../examples/gateway-tools/apis/weather.json`),
      ),
      credentials: NONE,
    }));
    expect(config).toHaveProperty('Mcp.OpenApiSchema.InlinePayload', expect.stringContaining('get_forecast'));
    expect(statements).toEqual({});
    expect(target.toolNames).toEqual(['orders___get_forecast']);
  });

  test('for Smithy uses the role of the gateway by default', () => {
    const { config, properties } = configOf(() => ({
      source: TargetSource.fromSmithy(
        ApiSchema.fromFile(`${__dirname}/../../../examples/gateway-tools/apis/scheduler.json`),
      ),
    }));
    expect(config).toHaveProperty('Mcp.SmithyModel.InlinePayload', expect.stringContaining('GetSchedule'));
    expect(properties.CredentialProviderConfigurations).toEqual([{ CredentialProviderType: 'GATEWAY_IAM_ROLE' }]);
  });
});

describe('TargetSource.fromRuntime', () => {
  test('invokes the runtime through the given endpoint', () => {
    const { config, statements } = configOf((stack) => {
      const agent = runtimeIn(stack, { runtimeName: 'desk' });
      return { source: TargetSource.fromRuntime(agent, { endpoint: agent.addEndpoint('live') }) };
    });
    const arn = expect.stringMatching(/^\$\{Agent\w*\.AgentRuntimeArn\}$/);
    expect(config).toEqual({ Http: { AgentcoreRuntime: { Arn: arn, Qualifier: 'live' } } });
    expect(statements.TargetRuntimeAgent.Resource).toEqual([
      arn,
      expect.stringMatching(/\.AgentRuntimeArn\}\/runtime-endpoint\/live$/),
    ]);
  });

  test('grants nothing to the role with the IAM credentials of the caller', () => {
    const { properties, statements } = configOf((stack) => ({
      source: TargetSource.fromRuntime(references.runtime(stack)),
      credentials: TargetCredentials.callerIam(),
    }));
    expect(properties.CredentialProviderConfigurations).toEqual([{ CredentialProviderType: 'CALLER_IAM_CREDENTIALS' }]);
    expect(statements).toEqual({});
  });
});

describe('The source of a target of a gateway without a protocol', () => {
  test.each<[what: string, source: TargetSource, config: object]>([
    [
      'a passthrough target',
      TargetSource.passthrough('https://a.example.com', PassthroughProtocol.A2A, {
        stickyBy: 'contextId',
        stickyFor: Duration.minutes(1),
      }),
      {
        Http: {
          Passthrough: {
            Endpoint: 'https://a.example.com',
            ProtocolType: 'A2A',
            StickinessConfiguration: { Identifier: 'contextId', Timeout: 60 },
          },
        },
      },
    ],
    [
      'a passthrough target without options',
      TargetSource.passthrough('https://a.example.com', PassthroughProtocol.CUSTOM),
      { Http: { Passthrough: { Endpoint: 'https://a.example.com', ProtocolType: 'CUSTOM' } } },
    ],
    [
      'an inference connector',
      TargetSource.inferenceConnector('anthropic'),
      { Inference: { Connector: { Source: { ConnectorId: 'anthropic' } } } },
    ],
    [
      'an inference provider',
      TargetSource.inferenceProvider('https://m.example.com', {
        operations: [{ path: '/v1', providerPath: '/a/v1', models: ['large-*'] }],
        stripPrefixBefore: '.',
      }),
      {
        Inference: {
          Provider: {
            Endpoint: 'https://m.example.com',
            ModelMapping: { ProviderPrefix: { Strip: true, Separator: '.' } },
            Operations: [{ Path: '/v1', ProviderPath: '/a/v1', Models: [{ Model: 'large-*' }] }],
          },
        },
      },
    ],
    [
      'an inference provider without options',
      TargetSource.inferenceProvider('https://m.example.com'),
      { Inference: { Provider: { Endpoint: 'https://m.example.com' } } },
    ],
  ])('can be %s', (_, source, config) => {
    expect(configOf(() => ({ source, credentials: NONE })).config).toEqual(config);
  });

  test('can be an HTTP connector', () => {
    const { config } = configOf((stack) => ({
      source: TargetSource.httpConnector('agentcore-memory', { memoryId: 'customers-a1B2c3D4e5' }),
      gatewayRole: Role.fromRoleName(stack, 'Given', 'given'),
    }));
    expect(config).toEqual({
      Http: {
        Connector: { Source: { ConnectorId: 'agentcore-memory' }, Parameters: { memoryId: 'customers-a1B2c3D4e5' } },
      },
    });
  });
});

describe('TargetSource.connector', () => {
  test('grants the role to invoke web search', () => {
    const { config, statements } = configOf(() => ({ source: TargetSource.connector('web-search') }));
    expect(config).toEqual({ Mcp: { Connector: { Source: { ConnectorId: 'web-search' } } } });
    expect(statements).toEqual({
      TargetWebSearch: {
        Sid: 'TargetWebSearch',
        Effect: 'Allow',
        Action: 'bedrock-agentcore:InvokeWebSearch',
        Resource: `arn:aws:bedrock-agentcore:${REGION}:aws:tool/web-search.v1`,
      },
    });
  });

  test('overrides tools and parameters', () => {
    const { config } = configOf(() => ({
      source: TargetSource.connector('web-search', {
        enabled: ['WebSearch'],
        tools: [
          {
            name: 'WebSearch',
            description: 'Searches.',
            parameterValues: { maxResults: 3 },
            parameters: [{ path: 'maxResults', description: 'How many.', visible: false }],
          },
        ],
      }),
    }));
    expect(config).toHaveProperty('Mcp.Connector', {
      Source: { ConnectorId: 'web-search' },
      Enabled: ['WebSearch'],
      Configurations: [
        {
          Name: 'WebSearch',
          Description: 'Searches.',
          ParameterValues: { maxResults: 3 },
          ParameterOverrides: [{ Path: 'maxResults', Description: 'How many.', Visible: false }],
        },
      ],
    });
  });
});
