import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Artifact, ContainerImage, Harness, type HarnessProps, Model, Runtime, type RuntimeProps } from '../../src';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** A stack whose ARNs are literals, so that expectations can be read. */
export function testStack(props: StackProps = { env: { account: ACCOUNT, region: REGION } }): Stack {
  return new Stack(new App({ analyticsReporting: false, treeMetadata: false }), 'Test', props);
}

export const MODEL = Model.bedrock('amazon.nova-pro-v1:0');

/** A harness with a model, and what the test is about. */
export function harnessIn(stack: Stack, props: Partial<HarnessProps> = {}): Harness {
  return new Harness(stack, 'Agent', { model: MODEL, ...props });
}

export const ARTIFACT = Artifact.fromImage(
  ContainerImage.fromUri(`public.ecr.aws/acme/desk@sha256:${'0123456789abcdef'.repeat(4)}`),
);

/** A runtime with code, and what the test is about. */
export function runtimeIn(stack: Stack, props: Partial<RuntimeProps> = {}): Runtime {
  return new Runtime(stack, 'Agent', { artifact: ARTIFACT, ...props });
}

/** The synthesized properties of the only harness of a stack. */
export function harnessProperties(stack: Stack): Record<string, unknown> {
  const [harness] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Harness'));
  return harness.Properties;
}

/** The synthesized properties of the only runtime of a stack. */
export function runtimeProperties(stack: Stack): Record<string, unknown> {
  const [runtime] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Runtime'));
  return runtime.Properties;
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, unknown>;
}

/** The statements of the execution role of an agent, by Sid. */
export function roleStatements(stack: Stack): Record<string, PolicyStatement> {
  const roles = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  const [, role] = roles.find(([id]) => id.startsWith('AgentRole')) ?? roles[0];
  const statements = role.Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: PolicyStatement[] } }) => policy.PolicyDocument.Statement,
  );
  return Object.fromEntries(statements.map((statement: PolicyStatement) => [statement.Sid, statement]));
}

/** The message of the error that constructing something throws. */
export function messageOf(construct: () => unknown): string {
  try {
    construct();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}
