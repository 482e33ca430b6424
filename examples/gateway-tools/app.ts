import { GoFunction } from '@aws-cdk/aws-lambda-go-alpha';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ApiGatewayHttpMethod, Gateway, GatewayAuthorizer, ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';
import { ApiSchema, TargetCredentials, TargetSource, ToolSchema } from 'cdk-agentcore';

const stack = new Stack(new App(), 'GatewayTools');
const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
const target = (targetName: string, source: TargetSource, credentials?: TargetCredentials) =>
  new agentcore.GatewayTarget(stack, targetName, { gateway, targetName, source, credentials });

const orders = new NodejsFunction(stack, 'Orders', {
  entry: `${__dirname}/functions/orders/index.ts`,
  runtime: lambda.Runtime.NODEJS_24_X,
  architecture: lambda.Architecture.ARM_64,
});
const stock = new GoFunction(stack, 'Stock', {
  entry: `${__dirname}/functions/stock`,
  runtime: lambda.Runtime.PROVIDED_AL2023,
  architecture: lambda.Architecture.ARM_64,
  // The asset hash then depends only on the code, and not on the folder or the commit.
  bundling: { environment: { GOFLAGS: '-trimpath -buildvcs=false' } },
});
const toolsOf = (name: string) => ToolSchema.fromFile(`${__dirname}/functions/${name}/tools.json`);
const ordersTarget = target('orders', TargetSource.fromFunction(orders, toolsOf('orders')));
const stockTarget = target('stock', TargetSource.fromFunction(stock, toolsOf('stock')));

const secret = Secret.fromSecretNameV2(stack, 'Keys', 'shop/keys');
const weatherKey = new agentcore.ApiKey(stack, 'WeatherKey', { secret, jsonKey: 'weather' });
const weather = TargetSource.fromOpenApi(ApiSchema.fromFile(`${__dirname}/apis/weather.json`));
const weatherTarget = target('weather', weather, TargetCredentials.apiKeyInHeader(weatherKey, 'X-Api-Key'));

const scheduler = TargetSource.fromSmithy(ApiSchema.fromFile(`${__dirname}/apis/scheduler.json`));
const resourceArns = [stack.formatArn({ service: 'scheduler', resource: 'schedule/deliveries', resourceName: 'plan' })];
target('plan', scheduler, TargetCredentials.gatewayRole({ actions: ['scheduler:GetSchedule'], resourceArns }));

const returns = RestApi.fromRestApiId(stack, 'Returns', 'a1b2c3d4e5');
const filters = [{ filterPath: '/returns/{orderId}', methods: [ApiGatewayHttpMethod.GET] }];
target('returns', TargetSource.fromApiGateway(returns, { stage: 'prod', filters }));

const provider = agentcore.OAuthProvider.discovery('https://login.example.com/.well-known/openid-configuration');
const client = new agentcore.OAuthClient(stack, 'Carrier', { provider, clientId: 'shop', secret, jsonKey: 'carrier' });
const carrier = TargetSource.fromMcpServer('https://carrier.example.com/mcp');
target('carrier', carrier, TargetCredentials.oauth(client, { scopes: ['parcels/read'] }));

const repository = Repository.fromRepositoryName(stack, 'Images', 'shop/handbook');
const image = agentcore.ContainerImage.fromEcrRepository(repository, {
  digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
});
const handbook = new agentcore.Runtime(stack, 'Handbook', {
  artifact: agentcore.Artifact.fromImage(image),
  protocol: ProtocolType.MCP,
});
target('handbook', TargetSource.fromMcpRuntime(handbook));

const desk = new agentcore.Harness(stack, 'Desk', {
  model: agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6'),
  systemPrompt: 'You help customers of a shop that sells tea and what one needs for it.',
  tools: [agentcore.Tool.gateway(gateway, { name: 'shop' })],
  allowedTools: [
    `@shop/${ordersTarget.toolName('find_order')}`,
    `@shop/${weatherTarget.toolName('get_forecast')}`,
    ...(stockTarget.toolNames ?? []).map((tool) => `@shop/${tool}`),
  ],
});
new CfnOutput(stack, 'HarnessArn', { value: desk.harnessArn });
new CfnOutput(stack, 'GatewayUrl', { value: gateway.gatewayUrl ?? '' });
