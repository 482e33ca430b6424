import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'ResearchAnalyst');
const secret = Secret.fromSecretNameV2(stack, 'Keys', 'research/keys');
const keyOf = (jsonKey: string) => new agentcore.ApiKey(stack, jsonKey, { secret, jsonKey });
const openAi = keyOf('openai');
const header = agentcore.HeaderValue.apiKey(keyOf('papers'), { prefix: 'Bearer ' });
const images = Repository.fromRepositoryName(stack, 'Images', 'research/sandbox');
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

const analyst = new agentcore.Harness(stack, 'Analyst', {
  model: agentcore.Model.openai('gpt-5', { apiKey: openAi, maxTokens: 8192 }),
  alternateModels: [
    agentcore.Model.gemini('gemini-3-pro', { apiKey: keyOf('gemini') }),
    agentcore.Model.bedrock('us.anthropic.claude-opus-4-6-v1'),
  ],
  systemPrompt: 'You research markets. Give a source for each figure, and ask before you publish anything.',
  tools: [
    agentcore.Tool.browser(),
    agentcore.Tool.codeInterpreter(),
    agentcore.Tool.remoteMcp('papers', 'https://mcp.example.com/papers', { headers: { Authorization: header } }),
    agentcore.Tool.inlineFunction('ask_editor', {
      description: 'Asks the editor a question, and waits for the answer.',
      inputSchema: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] },
    }),
  ],
  skills: [
    agentcore.Skill.fromDirectory(`${__dirname}/skills/market-sizing`),
    agentcore.Skill.fromGit('https://git.example.com/research/skills.git', { credential: keyOf('git'), path: 'style' }),
    agentcore.Skill.aws('aws-cost*'),
  ],
  memory: agentcore.HarnessMemory.none(),
  truncation: agentcore.Truncation.summarization({ summaryRatio: 0.4, preserveRecentMessages: 12 }),
  limits: { maxIterations: 120, maxTokens: 200_000, timeout: Duration.minutes(45) },
  filesystems: [agentcore.Filesystem.sessionStorage('/mnt/work')],
  image: agentcore.ContainerImage.fromEcrRepository(images, { digest }),
  authorizer: agentcore.Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
    scopes: ['research/ask'],
    claims: [agentcore.ClaimRule.listContains('groups', 'analysts')],
  }),
});
new CfnOutput(stack, 'HarnessArn', { value: analyst.harnessArn });
new CfnOutput(stack, 'InvocationUrl', { value: analyst.invocationUrl });
