import {
  AgentRuntimeArtifact,
  Gateway,
  GatewayAuthorizer,
  Memory,
  MemoryStrategy,
  Runtime,
  ToolSchema,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { synthesize } from '../synthesize';
import { DIGEST, importsOf, MODEL, NAMESPACE, REGION, SCHEMA_KEY } from './shared';

synthesize((stack, name) => {
  const { images, orders, schemas } = importsOf(stack);
  const memory = new Memory(stack, `${name}Memory`, {
    memoryName: name,
    memoryStrategies: [MemoryStrategy.usingSemantic({ strategyName: 'semantic', namespaces: [NAMESPACE] })],
  });
  const gateway = new Gateway(stack, `${name}Gateway`, {
    gatewayName: name,
    authorizerConfiguration: GatewayAuthorizer.usingAwsIam(),
  });
  gateway.addLambdaTarget('Orders', {
    gatewayTargetName: 'orders',
    lambdaFunction: orders,
    toolSchema: ToolSchema.fromS3File(schemas, SCHEMA_KEY),
  });
  const runtime = new Runtime(stack, name, {
    runtimeName: name,
    agentRuntimeArtifact: AgentRuntimeArtifact.fromEcrRepository(images, DIGEST),
    environmentVariables: {
      MODEL_ID: MODEL,
      BEDROCK_AGENTCORE_MEMORY_ID: memory.memoryId,
      GATEWAY_URL: gateway.gatewayUrl ?? '',
    },
  });
  memory.grantFullAccess(runtime);
  gateway.grantInvoke(runtime);
  runtime.addToRolePolicy(
    new PolicyStatement({
      actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      resources: [`arn:aws:bedrock:${REGION}::foundation-model/${MODEL}`],
    }),
  );
  runtime.addEndpoint('live', { version: runtime.agentRuntimeVersion });
});
