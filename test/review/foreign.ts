/** An app without constructs of this library: the L2 constructs of aws-cdk-lib, and L1 constructs. */

import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type App, Stack } from 'aws-cdk-lib/core';
import { ACCOUNT, REGION } from '../support/helpers';

export function fillForeign(app: App): void {
  const stack = new Stack(app, 'Foreign', { env: { account: ACCOUNT, region: REGION } });
  const lambda = (id: string) =>
    new LambdaFunction(stack, id, {
      runtime: LambdaRuntime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('-'),
    });

  const lookup = lambda('Lookup');
  const gateway = new agentcore.Gateway(stack, 'Shop', {
    authorizerConfiguration: agentcore.GatewayAuthorizer.usingAwsIam(),
  });
  gateway.addLambdaTarget('Orders', {
    gatewayTargetName: 'orders',
    lambdaFunction: lookup,
    toolSchema: agentcore.ToolSchema.fromInline([
      {
        name: 'find_order',
        description: 'Finds an order.',
        inputSchema: { type: agentcore.SchemaDefinitionType.OBJECT, properties: {} },
      },
    ]),
  });

  const memory = new agentcore.Memory(stack, 'Notes', { memoryName: 'notes' });
  const runtime = new agentcore.Runtime(stack, 'Clerk', {
    runtimeName: 'clerk',
    agentRuntimeArtifact: agentcore.AgentRuntimeArtifact.fromEcrRepository(
      Repository.fromRepositoryName(stack, 'Images', 'clerk'),
      'v1',
    ),
  });
  memory.grantRead(runtime);
  gateway.grantInvoke(runtime);
  new Bucket(stack, 'Docs').grantRead(runtime);
  runtime.addEndpoint('live', { version: '1' });
  const backend = lambda('Backend');
  runtime.grantInvokeRuntime(backend);

  const role = new Role(stack, 'DeskRole', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      resources: [`arn:aws:bedrock:${REGION}::foundation-model/amazon.nova-pro-v1:0`],
    }),
  );
  gateway.grantInvoke(role);
  const hook = lambda('Approve');
  hook.grantInvoke(role);
  const desk = new agentcore.CfnHarness(stack, 'Desk', {
    harnessName: 'desk',
    executionRoleArn: role.roleArn,
    model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0', temperature: 0.5 } },
    maxIterations: 20,
    tools: [
      { type: 'agentcore_gateway', name: 'shop', config: { agentCoreGateway: { gatewayArn: gateway.gatewayArn } } },
      { type: 'remote_mcp', name: 'web', config: { remoteMcp: { url: 'https://mcp.example.com/mcp' } } },
      { type: 'agentcore_browser', name: 'browser', config: { agentCoreBrowser: {} } },
    ],
    hooks: [
      { beforeToolCall: { name: 'approve', target: { lambda: { arn: hook.functionArn, failureMode: 'deny' } } } },
    ],
    memory: { agentCoreMemoryConfiguration: { arn: memory.memoryArn } },
  });
  new agentcore.CfnHarnessEndpoint(stack, 'Live', {
    harnessId: desk.attrHarnessId,
    endpointName: 'live',
    targetVersion: '1',
  });
  new agentcore.CfnResourcePolicy(stack, 'Partner', {
    resourceArn: desk.attrArn,
    policy: stack.toJsonString({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
          Action: ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'],
          Resource: '*',
        },
      ],
    }),
  });
}
