import { App, Stack } from 'aws-cdk-lib/core';
import { Harness, Model } from 'cdk-agentcore';

const stack = new Stack(new App(), 'Quickstart');
new Harness(stack, 'Assistant', {
  model: Model.bedrock('global.anthropic.claude-sonnet-4-6'),
  systemPrompt: 'You are a helpful assistant. Answer briefly, and say when you do not know.',
});
