import { Template } from 'aws-cdk-lib/assertions';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ApiGatewayHttpMethod, CfnGateway, ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Duration, Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  ApiSchema,
  GatewayTarget,
  type GatewayTargetProps,
  McpListingMode,
  OAuthGrantType,
  PassthroughProtocol,
  Runtime,
  TargetCredentials,
  TargetSource,
  ToolSchema,
} from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { functionIn } from '../../support/fixtures/parts';
import { ACCOUNT, ARTIFACT, REGION, runtimeIn, testStack } from '../../support/helpers';
import { gatewayIn, plain, renderTarget, warningsOf } from '../../support/rendered';

const LAMBDA = `arn:aws:lambda:${REGION}`;
const TOOLS = ToolSchema.fromObject([
  { name: 'find', description: 'Finds an order.', inputSchema: { type: 'object' } },
]);
const NONE = TargetCredentials.none();

function configOf(propsOf: (stack: Stack) => Partial<GatewayTargetProps>) {
  const rendered = renderTarget(propsOf);
  return { ...rendered, config: rendered.properties.TargetConfiguration };
}

/** A function of another account, and a gateway whose role the app makes. */
function acrossAccounts(here: Construct, there: Construct) {
  const theirs = new Stack(there, 'Theirs', { env: { account: '999988887777', region: REGION } });
  const ours = new Stack(here, 'Ours', { env: { account: ACCOUNT, region: REGION } });
  const assumedBy = new ServicePrincipal('bedrock-agentcore.amazonaws.com');
  const { roleArn } = new Role(ours, 'ShopRole', { roleName: 'shop', assumedBy });
  const orders = new LambdaFunction(theirs, 'Orders', {
    functionName: 'orders',
    runtime: LambdaRuntime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => undefined;'),
  });
  const gateway = new CfnGateway(ours, 'Shop', { name: 'shop', authorizerType: 'AWS_IAM', roleArn });
  new GatewayTarget(ours, 'Target', { gateway, source: TargetSource.fromFunction(orders, TOOLS) });
  return { ours, theirs };
}

describe('A function', () => {
  const ofFunction = (arn: string) =>
    configOf((stack) => ({
      source: TargetSource.fromFunction(LambdaFunction.fromFunctionArn(stack, 'Orders', arn), TOOLS),
    }));

  test('is called with the role, which may call it and no other', () => {
    const { properties, config, statements } = ofFunction(`${LAMBDA}:${ACCOUNT}:function:orders`);
    expect(config).toEqual({
      Mcp: {
        Lambda: {
          LambdaArn: `${LAMBDA}:${ACCOUNT}:function:orders`,
          ToolSchema: {
            InlinePayload: [{ Name: 'find', Description: 'Finds an order.', InputSchema: { Type: 'object' } }],
          },
        },
      },
    });
    expect(properties.CredentialProviderConfigurations).toEqual([{ CredentialProviderType: 'GATEWAY_IAM_ROLE' }]);
    expect(statements).toEqual({
      TargetFunctionOrders: {
        Sid: 'TargetFunctionOrders',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: `${LAMBDA}:${ACCOUNT}:function:orders`,
      },
    });
  });

  test('is called by its alias, when it is given one', () => {
    const { config, statements } = configOf((stack) => {
      const version = functionIn(stack, 'Orders').currentVersion;
      return { source: TargetSource.fromFunction(new Alias(stack, 'Live', { aliasName: 'live', version }), TOOLS) };
    });
    expect(config).toHaveProperty('Mcp.Lambda.LambdaArn', expect.stringMatching(/^\$\{Live\w+\}$/));
    expect(statements.TargetFunctionLive.Resource).toMatch(/^\$\{Live\w+\}$/);
  });

  test('of another account is warned of, with what it must let the role do', () => {
    const { stack, statements } = ofFunction(`${LAMBDA}:999988887777:function:orders`);
    expect(statements.TargetFunctionOrders.Resource).toBe(`${LAMBDA}:999988887777:function:orders`);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/of another account.*lambda:InvokeFunction.*cdk-agentcore:functionOfOtherAccount/),
    ]);
  });

  test('of another account of the app lets the role call it', () => {
    const app = new App({ analyticsReporting: false });
    const theirs = new Stack(app, 'Theirs', { env: { account: '999988887777', region: REGION } });
    const ours = new Stack(app, 'Ours', { env: { account: ACCOUNT, region: REGION } });
    const fn = functionIn(theirs, 'Orders');
    (fn.node.defaultChild as unknown as { functionName: string }).functionName = 'orders';
    const named = references.pretending(fn, { functionArn: `${LAMBDA}:999988887777:function:orders` });
    const gateway = gatewayIn(ours, { roleArn: `arn:aws:iam::${ACCOUNT}:role/shop` });
    new GatewayTarget(ours, 'Target', { gateway, source: TargetSource.fromFunction(named, TOOLS) });
    Template.fromStack(theirs).hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: `arn:aws:iam::${ACCOUNT}:role/shop`,
    });
    expect(warningsOf(ours)).toEqual([]);
  });

  test('of another account of the app lets the account call it, whose role is not there yet when the function is made', () => {
    const app = new App({ analyticsReporting: false });
    const { ours, theirs } = acrossAccounts(app, app);
    app.synth();
    Template.fromStack(theirs).hasResourceProperties('AWS::Lambda::Permission', { Principal: ACCOUNT });
    expect(ours.dependencies).toEqual([theirs]);
    expect(theirs.dependencies).toEqual([]);
    expect(plain(Object.values(Template.fromStack(ours).findResources('AWS::IAM::Policy')))).toMatchObject([
      { Properties: { PolicyDocument: { Statement: [{ Resource: `${LAMBDA}:999988887777:function:orders` }] } } },
    ]);
  });

  test('of another account and another stage is not waited for, which stages cannot', () => {
    const app = new App({ analyticsReporting: false });
    const { ours, theirs } = acrossAccounts(new Stage(app, 'One'), new Stage(app, 'Two'));
    app.synth();
    Template.fromStack(theirs).hasResourceProperties('AWS::Lambda::Permission', { Principal: ACCOUNT });
    expect(ours.dependencies).toEqual([]);
  });

  test('of the same account needs no permission of its own', () => {
    const { stack } = configOf((stack) => ({ source: TargetSource.fromFunction(functionIn(stack, 'Orders'), TOOLS) }));
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 0);
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('A document', () => {
  test('in a bucket is read by its one key', () => {
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

  test('beside the app is in the template, and nothing is read', () => {
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

  test('of a service of AWS is reached with the role', () => {
    const { config, properties } = configOf(() => ({
      source: TargetSource.fromSmithy(
        ApiSchema.fromFile(`${__dirname}/../../../examples/gateway-tools/apis/scheduler.json`),
      ),
    }));
    expect(config).toHaveProperty('Mcp.SmithyModel.InlinePayload', expect.stringContaining('GetSchedule'));
    expect(properties.CredentialProviderConfigurations).toEqual([{ CredentialProviderType: 'GATEWAY_IAM_ROLE' }]);
  });
});

describe('A REST API', () => {
  const FILTERS = [
    { filterPath: '/pets/{petId}', methods: [ApiGatewayHttpMethod.GET, ApiGatewayHttpMethod.PUT] },
    { filterPath: '/shelters/*', methods: [ApiGatewayHttpMethod.GET] },
  ];

  test('is called by the stage, methods and paths that are let through', () => {
    const { config, statements } = configOf((stack) => ({
      source: TargetSource.fromApiGateway(RestApi.fromRestApiId(stack, 'Api', 'a1b2c3'), {
        stage: 'prod',
        filters: FILTERS,
        overrides: [{ path: '/shelters/all', method: ApiGatewayHttpMethod.GET, name: 'shelters' }],
      }),
    }));
    expect(config).toEqual({
      Mcp: {
        ApiGateway: {
          RestApiId: 'a1b2c3',
          Stage: 'prod',
          ApiGatewayToolConfiguration: {
            ToolFilters: [
              { FilterPath: '/pets/{petId}', Methods: ['GET', 'PUT'] },
              { FilterPath: '/shelters/*', Methods: ['GET'] },
            ],
            ToolOverrides: [{ Path: '/shelters/all', Method: 'GET', Name: 'shelters' }],
          },
        },
      },
    });
    const api = `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3/prod`;
    expect(statements).toEqual({
      TargetRestApiApi: {
        Sid: 'TargetRestApiApi',
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: [`${api}/GET/pets/*`, `${api}/PUT/pets/*`, `${api}/GET/shelters/*`],
      },
    });
  });

  test('is called by the stage that it deploys to, when none is given', () => {
    const { config } = configOf((stack) => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET', new MockIntegration());
      return { source: TargetSource.fromApiGateway(api, { filters: FILTERS }) };
    });
    expect(config).toHaveProperty('Mcp.ApiGateway.Stage', expect.stringMatching(/^\$\{ApiDeploymentStageprod\w+\}$/));
  });

  test.each([undefined, 'prod'])('is waited for until it is deployed, with the stage %s', (stage) => {
    const { dependsOn } = configOf((stack) => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET', new MockIntegration());
      return { source: TargetSource.fromApiGateway(api, { filters: FILTERS, stage }) };
    });
    expect(dependsOn).toContainEqual(expect.stringMatching(/^ApiDeploymentStageprod/));
  });

  test('with a key needs no permission to be called', () => {
    const { statements } = configOf((stack) => ({
      source: TargetSource.fromApiGateway(RestApi.fromRestApiId(stack, 'Api', 'a1b2c3'), {
        stage: 'prod',
        filters: FILTERS,
      }),
      credentials: TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'x-api-key'),
    }));
    expect(Object.keys(statements).filter((sid) => sid.startsWith('TargetRestApi'))).toEqual([]);
  });
});

describe('An MCP server', () => {
  test('is told how to be asked, and need not be', () => {
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

  test('is not asked for its tools when users must agree first, and they are told', () => {
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

  test('on a runtime is called at its URL, signed for the service, through the endpoint for the newest version', () => {
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

  test('on a runtime of another Region is called there, and signed for there', () => {
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

  test('on a runtime of the app waits for all that the runtime needs to answer', () => {
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

  test('on a runtime of the app waits for what was granted to the role that the runtime was given', () => {
    const { dependsOn } = configOf((stack) => {
      const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
      const server = new Runtime(stack, 'Server', { artifact: ARTIFACT, protocol: ProtocolType.MCP, role });
      new Bucket(stack, 'Bucket').grantRead(server);
      return { source: TargetSource.fromMcpRuntime(server) };
    });
    expect(dependsOn).toContainEqual(expect.stringMatching(/^GivenDefaultPolicy/));
  });
});

describe('An agent on a runtime', () => {
  test('gets requests as they are', () => {
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

  test('is called as the caller, who needs the permission then, and not the role', () => {
    const { properties, statements } = configOf((stack) => ({
      source: TargetSource.fromRuntime(references.runtime(stack)),
      credentials: TargetCredentials.callerIam(),
    }));
    expect(properties.CredentialProviderConfigurations).toEqual([{ CredentialProviderType: 'CALLER_IAM_CREDENTIALS' }]);
    expect(statements).toEqual({});
  });
});

describe('What is behind a gateway without a protocol', () => {
  test.each<[what: string, source: TargetSource, config: object]>([
    [
      'a server',
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
      'a server without more',
      TargetSource.passthrough('https://a.example.com', PassthroughProtocol.CUSTOM),
      { Http: { Passthrough: { Endpoint: 'https://a.example.com', ProtocolType: 'CUSTOM' } } },
    ],
    [
      'models that the service knows',
      TargetSource.inferenceConnector('anthropic'),
      { Inference: { Connector: { Source: { ConnectorId: 'anthropic' } } } },
    ],
    [
      'models that it does not know',
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
      'models, whatever they are',
      TargetSource.inferenceProvider('https://m.example.com'),
      { Inference: { Provider: { Endpoint: 'https://m.example.com' } } },
    ],
  ])('is %s', (_, source, config) => {
    expect(configOf(() => ({ source, credentials: NONE })).config).toEqual(config);
  });

  test('is an API of AWS', () => {
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

describe('A connector', () => {
  test("to AWS's search lets the role search", () => {
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

  test('shows its tools as it is told', () => {
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
