import { join } from 'node:path';
import { AgentCoreMcp, AgentCoreMemory, AgentCoreRuntime, setSessionProjectRoot } from '@aws/agentcore-cdk';
import { CfnRuntimeEndpoint } from 'aws-cdk-lib/aws-bedrockagentcore';
import { synthesize } from '../synthesize';
import { ACCOUNT, DIGEST, FUNCTION_ARN, NAMESPACE, REGION, TOOLS } from './shared';

const IMAGES = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/agents/support`;

setSessionProjectRoot(join(__dirname, '..'));

synthesize((stack, name) => {
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
              // Its outputs are named after the target, in a stack.
              name: `orders-${name}`,
              targetType: 'lambdaFunctionArn',
              lambdaFunctionArn: { lambdaArn: FUNCTION_ARN, toolSchemaFile: `s3://${TOOLS.bucket}/${TOOLS.key}` },
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
    containerUri: `${IMAGES}@${DIGEST}`,
    ecrRepositoryArn: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/agents/support`,
    environmentVariables: { BEDROCK_AGENTCORE_MEMORY_ID: memory.memoryId },
  } as never);
  memory.grant(runtime);
  new CfnRuntimeEndpoint(runtime, 'Endpoint', { agentRuntimeId: runtime.runtimeId, name: 'live' });
});
