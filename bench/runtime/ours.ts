import { Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  Artifact,
  ContainerImage,
  GatewayTarget,
  MemoryStore,
  MemoryStrategy,
  Model,
  Runtime,
  TargetSource,
  ToolSchema,
  Use,
} from 'cdk-agentcore';
import { synthesize } from '../synthesize';
import { DIGEST, importsOf, MODEL, NAMESPACE, SCHEMA_KEY } from './shared';

synthesize((stack, name) => {
  const { images, orders, schemas } = importsOf(stack);
  const memory = new MemoryStore(stack, `${name}Memory`, {
    memoryName: name,
    strategies: [MemoryStrategy.semantic({ namespaceTemplate: NAMESPACE })],
  });
  const gateway = new Gateway(stack, `${name}Gateway`, {
    gatewayName: name,
    authorizerConfiguration: GatewayAuthorizer.usingAwsIam(),
  });
  new GatewayTarget(stack, `${name}Orders`, {
    gateway,
    targetName: 'orders',
    source: TargetSource.fromFunction(orders, ToolSchema.fromBucket(schemas, SCHEMA_KEY)),
  });
  const runtime = new Runtime(stack, name, {
    runtimeName: name,
    artifact: Artifact.fromImage(ContainerImage.fromEcrRepository(images, { digest: DIGEST })),
    uses: [Use.model(Model.bedrock(MODEL)), Use.memory(memory), Use.gateway(gateway)],
  });
  runtime.addEndpoint('live');
});
