import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { CodePipeline, CodePipelineSource, ManualApprovalStep, ShellStep } from 'aws-cdk-lib/pipelines';
import { AssistantStage } from './assistant-stage';

const app = new App();
const stack = new Stack(app, 'AssistantPipeline');
const connectionArn = stack.formatArn({
  ...{ service: 'codeconnections', resource: 'connection', resourceName: '11111111-2222-3333-4444-555555555555' },
});
const pipeline = new CodePipeline(stack, 'Pipeline', {
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.connection('example/assistant', 'main', { connectionArn }),
    commands: ['npm ci', 'npx cdk synth'],
  }),
});

// Every stage deploys the same app, with the settings of the stage.
pipeline.addStage(new AssistantStage(app, 'Test', { modelId: 'global.amazon.nova-2-lite-v1:0' }));
pipeline.addStage(
  new AssistantStage(app, 'Prod', { modelId: 'global.anthropic.claude-sonnet-4-6', liveVersion: '1' }),
  { pre: [new ManualApprovalStep('Release')] },
);
pipeline.buildPipeline();
new CfnOutput(stack, 'PipelineName', { value: pipeline.pipeline.pipelineName });
