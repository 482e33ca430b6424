import {
  CodeInterpreterCustom,
  CodeInterpreterNetworkConfiguration,
  Gateway,
  GatewayAuthorizer,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';
import { MemoryStore, MemoryStrategy } from 'cdk-agentcore';

const stack = new Stack(new App(), 'TypeScriptAgent');
const js = { runtime: lambda.Runtime.NODEJS_24_X, architecture: lambda.Architecture.ARM_64, handler: 'index.handler' };
const functionOf = (name: string, options: Partial<lambda.FunctionProps> = {}) =>
  new lambda.Function(stack, name, {
    ...js,
    code: lambda.Code.fromAsset(`${__dirname}/functions/${name}`),
    ...options,
  });

const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
const tools = agentcore.ToolSchema.fromFile(`${__dirname}/functions/order-lookup/tools.json`);
const source = agentcore.TargetSource.fromFunction(functionOf('order-lookup'), tools);
new agentcore.GatewayTarget(stack, 'Orders', { gateway, source, targetName: 'orders' });
const preferences = { strategyName: 'preferences', namespaceTemplate: '/preferences/{actorId}/' };
const memory = new MemoryStore(stack, 'Customers', { strategies: [MemoryStrategy.userPreference(preferences)] });
const offline = CodeInterpreterNetworkConfiguration.usingSandboxNetwork();
const sandbox = new CodeInterpreterCustom(stack, 'Sandbox', { networkConfiguration: offline });

const support = new agentcore.Runtime(stack, 'Support', {
  artifact: agentcore.Artifact.fromTypescript(`${__dirname}/agents/support/main.ts`, {
    // Strands Agents loads this package only to store sessions in Amazon S3.
    external: ['@aws-sdk/client-s3'],
  }),
  uses: [
    agentcore.Use.model(agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0')),
    agentcore.Use.memory(memory),
    agentcore.Use.gateway(gateway),
    agentcore.Use.codeInterpreter({ codeInterpreter: sandbox }),
  ],
});

const prod = support.addEndpoint('prod');
const backend = functionOf('ask-support', {
  timeout: Duration.minutes(5),
  environment: { AGENT_ARN: support.runtimeArn, QUALIFIER: prod.endpointName },
});
prod.grants.invoke(backend);

const outputs = {
  RuntimeArn: support.runtimeArn,
  Qualifier: prod.endpointName,
  BackendFunction: backend.functionName,
  MemoryId: memory.memoryId,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
