import {
  CodeInterpreterCustom,
  CodeInterpreterNetworkConfiguration,
  Gateway,
  GatewayAuthorizer,
  Memory,
  MemoryStrategy,
  ToolSchema,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'TypeScriptAgent');
const js = { runtime: lambda.Runtime.NODEJS_24_X, architecture: lambda.Architecture.ARM_64, handler: 'index.handler' };
const functionOf = (name: string, options: Partial<lambda.FunctionProps> = {}) =>
  new lambda.Function(stack, name, {
    ...js,
    code: lambda.Code.fromAsset(`${__dirname}/functions/${name}`),
    ...options,
  });

const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
const toolSchema = ToolSchema.fromLocalAsset(`${__dirname}/functions/order-lookup/tools.json`);
gateway.addLambdaTarget('orders', { lambdaFunction: functionOf('order-lookup'), toolSchema });
const preferences = { strategyName: 'preferences', namespaces: ['/preferences/{actorId}/'] };
const memory = new Memory(stack, 'Customers', { memoryStrategies: [MemoryStrategy.usingUserPreference(preferences)] });
const offline = CodeInterpreterNetworkConfiguration.usingSandboxNetwork();
const sandbox = new CodeInterpreterCustom(stack, 'Sandbox', { networkConfiguration: offline });

const support = new agentcore.Runtime(stack, 'Support', {
  artifact: agentcore.Artifact.fromTypeScript(`${__dirname}/agents/support/main.ts`, {
    // Strands loads it only to keep sessions in S3.
    external: ['@aws-sdk/client-s3'],
  }),
  uses: [
    agentcore.Use.model(agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0')),
    agentcore.Use.memory(memory),
    agentcore.Use.gateway(gateway),
    agentcore.Use.codeInterpreter(sandbox),
  ],
});

const prod = support.addEndpoint('prod');
const backend = functionOf('ask-support', {
  timeout: Duration.minutes(5),
  environment: { AGENT_ARN: support.agentArn, QUALIFIER: prod.endpointName },
});
prod.grants.invoke(backend);
