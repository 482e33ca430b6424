import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { Harness, Model } from 'cdk-agentcore';

const app = new App();
const stack = new Stack(app, 'Quickstart');
const assistant = new Harness(stack, 'Assistant', {
  model: Model.bedrock('global.anthropic.claude-sonnet-4-6'),
  systemPrompt: 'You are a helpful assistant. Answer briefly, and say when you do not know.',
});
new CfnOutput(stack, 'HarnessArn', { value: assistant.harnessArn });
app.synth();
