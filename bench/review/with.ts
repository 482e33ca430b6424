import { Validations } from 'aws-cdk-lib/core';
import { AgentReview, Harness, Model } from 'cdk-agentcore';
import { synthesize } from '../synthesize';

synthesize(
  (stack, id) => {
    new Harness(stack, id, {
      model: Model.bedrock('global.anthropic.claude-sonnet-4-6'),
      systemPrompt: 'You are a helpful assistant. Answer briefly, and say when you do not know.',
    });
  },
  (app) => Validations.of(app).addPlugins(new AgentReview()),
);
