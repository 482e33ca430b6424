import { AgentCoreHarnessEnvironment } from '@aws/agentcore-cdk';
import { synthesize } from '../synthesize';

synthesize((stack, name) => {
  new AgentCoreHarnessEnvironment(stack, name, {
    projectName: stack.stackName,
    harness: { name },
    harnessDir: '.',
    spec: {
      name,
      model: {
        provider: 'bedrock',
        modelId: 'global.anthropic.claude-sonnet-4-6',
        apiFormat: 'converse_stream',
      },
      systemPrompt: 'You are a helpful assistant. Answer briefly, and say when you do not know.',
      tools: [],
      allowedTools: ['*'],
      skills: [],
      memory: { mode: 'managed', strategies: ['SEMANTIC', 'SUMMARIZATION'], eventExpiryDuration: 30 },
      truncation: { strategy: 'sliding_window' },
      maxIterations: 75,
      timeoutSeconds: 3600,
      lifecycleConfig: { idleRuntimeSessionTimeout: 900, maxLifetime: 28_800 },
    },
  });
});
