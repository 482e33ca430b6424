import { join } from 'node:path';
import { AgentCoreMcp, AgentCoreMemory, AgentCoreRuntime, setSessionProjectRoot } from '@aws/agentcore-cdk';
import { CfnRuntimeEndpoint } from 'aws-cdk-lib/aws-bedrockagentcore';
import { synthesize } from '../synthesize';
import { DIGEST, importsOf, NAMESPACE, SCHEMA_KEY } from './shared';

setSessionProjectRoot(join(__dirname, '..'));

synthesize((stack, name) => {
  const { images, orders, schemas } = importsOf(stack);
  const projectName = stack.stackName;
  const memory = new AgentCoreMemory(stack, `${name}Memory`, {
    projectName,
    memory: {
      name,
      eventExpiryDuration: 90,
      strategies: [{ type: 'SEMANTIC', name: 'semantic', namespaceTemplates: [NAMESPACE] }],
    } as never,
  });
  new AgentCoreMcp(stack, `${name}Mcp`, {
    projectName,
    mcpSpec: {
      agentCoreGateways: [
        {
          name,
          authorizerType: 'AWS_IAM',
          targets: [
            {
              // The outputs are named after the target, so target names must be unique in a stack.
              name: `orders-${name}`,
              targetType: 'lambdaFunctionArn',
              lambdaFunctionArn: {
                lambdaArn: orders.functionArn,
                toolSchemaFile: `s3://${schemas.bucketName}/${SCHEMA_KEY}`,
              },
            },
          ],
        },
      ],
    } as never,
  });
  const runtime = new AgentCoreRuntime(stack, name, {
    projectName,
    name,
    agent: { name, build: 'Container', entrypoint: 'main.py', runtimeVersion: 'PYTHON_3_13' } as never,
    containerUri: images.repositoryUriForDigest(DIGEST),
    ecrRepositoryArn: images.repositoryArn,
    environmentVariables: { BEDROCK_AGENTCORE_MEMORY_ID: memory.memoryId },
  } as never);
  memory.grant(runtime);
  new CfnRuntimeEndpoint(runtime, 'Endpoint', { agentRuntimeId: runtime.runtimeId, name: 'live' });
});
