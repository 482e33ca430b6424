import { CfnOutput, Stack, Stage, type StageProps } from 'aws-cdk-lib/core';
import { Harness, Model } from 'cdk-agentcore';
import type { Construct } from 'constructs';

export interface AssistantStageProps extends StageProps {
  readonly modelId: string;
  /** The version of the endpoint `live`. By default, the endpoint follows the newest version. */
  readonly liveVersion?: string;
}

/** One deployment of the app: a stack with the agent and its endpoint. */
export class AssistantStage extends Stage {
  public constructor(scope: Construct, id: string, props: AssistantStageProps) {
    super(scope, id, props);
    const stack = new Stack(this, 'Assistant');
    const assistant = new Harness(stack, 'Assistant', {
      model: Model.bedrock(props.modelId),
      systemPrompt: 'You are a helpful assistant. Answer briefly, and say when you do not know.',
    });
    const live = assistant.addEndpoint('live', { version: props.liveVersion });
    new CfnOutput(stack, 'HarnessArn', { value: assistant.harnessArn });
    new CfnOutput(stack, 'Qualifier', { value: live.endpointName });
  }
}
