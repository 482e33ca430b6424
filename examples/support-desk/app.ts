import { readFileSync } from 'node:fs';
import { Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';
import { GatewayTarget, MemoryStore, MemoryStrategy, TargetSource } from 'cdk-agentcore';

const stack = new Stack(new App(), 'SupportDesk');
const js = { runtime: lambda.Runtime.NODEJS_24_X, architecture: lambda.Architecture.ARM_64, handler: 'index.handler' };
const functionOf = (name: string) =>
  new lambda.Function(stack, name, { ...js, code: lambda.Code.fromAsset(`${__dirname}/functions/${name}`) });

const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
const toolsOf = (name: string) => agentcore.ToolSchema.fromFile(`${__dirname}/functions/${name}/tools.json`);
const source = (name: string) => TargetSource.fromFunction(functionOf(name), toolsOf(name));
new GatewayTarget(stack, 'Orders', { gateway, source: source('order-lookup') });
new GatewayTarget(stack, 'Refunds', { gateway, source: source('refund') });
const preferences = { strategyName: 'preferences', namespaceTemplate: '/preferences/{actorId}/' };
const memory = new MemoryStore(stack, 'Customers', { strategies: [MemoryStrategy.userPreference(preferences)] });
const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
const posix = { createAcl: { ownerUid: '1000', ownerGid: '1000', permissions: '750' }, path: '/cases' };
const cases = new FileSystem(stack, 'Cases', { vpc }).addAccessPoint('Agent', posix);
const told = new Topic(stack, 'Told', { enforceSSL: true });
const userPool = new UserPool(stack, 'Users');
// `npm run chat` signs in with a user name and a password.
const browser = userPool.addClient('Browser', { authFlows: { userPassword: true, userSrp: true } });
const clients = [browser, userPool.addClient('Backend', { generateSecret: true })];

const desk = new agentcore.Harness(stack, 'Desk', {
  model: agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6', { temperature: 0.2 }),
  systemPrompt: readFileSync(`${__dirname}/prompts/support-desk.md`, 'utf8'),
  tools: [agentcore.Tool.gateway(gateway, { name: 'shop' }), agentcore.Tool.codeInterpreter()],
  memory: agentcore.HarnessMemory.store(memory, { retrieval: { '/preferences/{actorId}/': { topK: 5 } } }),
  hooks: [
    agentcore.Hook.beforeToolCall('approve', agentcore.HookTarget.fromFunction(functionOf('approve-refund'))),
    agentcore.Hook.afterInvocation('told', agentcore.HookTarget.fromTopic(told)),
  ],
  network: agentcore.Network.vpc(vpc),
  filesystems: [agentcore.Filesystem.efs(cases, '/mnt/cases')],
  authorizer: agentcore.Authorizer.cognito(userPool, { clients }),
});
desk.addEndpoint('prod', { version: '1' });
const staging = desk.addEndpoint('staging');

const outputs = {
  HarnessArn: desk.harnessArn,
  Qualifier: staging.endpointName,
  UserPoolId: userPool.userPoolId,
  ClientId: browser.userPoolClientId,
  MemoryId: memory.memoryId,
  GatewayUrl: gateway.gatewayUrl ?? '',
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
