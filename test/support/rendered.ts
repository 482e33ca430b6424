import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnGateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import {
  GatewayTarget,
  type GatewayTargetProps,
  type Harness,
  type HarnessProps,
  type Runtime,
  type RuntimeProps,
  TargetCredentials,
  TargetSource,
} from '../../src';
import {
  ACCOUNT,
  harnessIn,
  harnessProperties,
  type PolicyStatement,
  REGION,
  roleStatements,
  runtimeIn,
  runtimeProperties,
  testStack,
} from './helpers';

export interface Rendered {
  readonly stack: Stack;
  readonly harness: Harness;
  readonly properties: Record<string, unknown>;
  readonly statements: Record<string, PolicyStatement>;
}

/** The properties and statements of a harness in the template, with intrinsic functions as readable text. */
export function render(propsOf: (stack: Stack) => Partial<HarnessProps> = () => ({}), region = REGION): Rendered {
  const stack = testStack({ env: { account: ACCOUNT, region } });
  const harness = harnessIn(stack, propsOf(stack));
  return {
    stack,
    harness,
    properties: plain(harnessProperties(stack)) as Record<string, unknown>,
    statements: plain(roleStatements(stack)) as Record<string, PolicyStatement>,
  };
}

export interface RenderedRuntime extends Omit<Rendered, 'harness'> {
  readonly runtime: Runtime;
}

/** The properties and statements of a runtime in the template, with intrinsic functions as readable text. */
export function renderRuntime(propsOf: (stack: Stack) => Partial<RuntimeProps> = () => ({})): RenderedRuntime {
  const stack = testStack();
  const runtime = runtimeIn(stack, propsOf(stack));
  return {
    stack,
    runtime,
    properties: plain(runtimeProperties(stack)) as Record<string, unknown>,
    statements: plain(roleStatements(stack)) as Record<string, PolicyStatement>,
  };
}

/** An L1 gateway without a protocol, which accepts targets of every type. */
export function gatewayIn(stack: Stack, properties: object = {}): CfnGateway {
  const roleArn = Role.fromRoleName(stack, 'ShopRole', 'shop').roleArn;
  return new CfnGateway(stack, 'Shop', { name: 'shop', authorizerType: 'AWS_IAM', roleArn, ...properties });
}

export interface RenderedTarget {
  readonly stack: Stack;
  readonly target: GatewayTarget;
  readonly properties: Record<string, unknown>;
  /** The statements that the role of the gateway gets for the target, by Sid. */
  readonly statements: Record<string, PolicyStatement>;
  readonly dependsOn: string[];
}

/** A target in a stack, by default of an MCP server without authentication. */
export function targetIn(
  stack: Stack,
  { gateway = gatewayIn(stack), ...props }: Partial<GatewayTargetProps> = {},
  id = 'Target',
): GatewayTarget {
  const usual = props.source
    ? {}
    : { source: TargetSource.fromMcpServer('https://mcp.example.com/mcp'), credentials: TargetCredentials.none() };
  return new GatewayTarget(stack, id, { gateway, targetName: 'orders', ...usual, ...props } as GatewayTargetProps);
}

/** The properties and statements of a target in the template, with intrinsic functions as readable text. */
export function renderTarget(propsOf: (stack: Stack) => Partial<GatewayTargetProps> = () => ({})): RenderedTarget {
  const stack = testStack();
  const target = targetIn(stack, propsOf(stack));
  const template = Template.fromStack(stack);
  const [resource] = Object.values(template.findResources('AWS::BedrockAgentCore::GatewayTarget'));
  const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => Object.entries(template.findResources(type)))
    .filter(([id]) => id.startsWith('Target'));
  const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  return {
    stack,
    target,
    properties: plain(resource.Properties) as Record<string, unknown>,
    statements: plain(Object.fromEntries(statements.map((one) => [one.Sid, one]))) as Record<string, PolicyStatement>,
    dependsOn: resource.DependsOn ?? [],
  };
}

const PSEUDO: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Test/5c0ffee0-1234-11f0-8a3b-0a1b2c3d4e5f`,
};

const FUNCTIONS: Record<string, (argument: never) => unknown> = {
  Ref: (name: string) => PSEUDO[name] ?? `\${${name}}`,
  'Fn::GetAtt': (path: string[]) => `\${${path.join('.')}}`,
  'Fn::Join': ([separator, parts]: [string, unknown]) => (plain(parts) as unknown[]).join(separator),
  'Fn::Select': ([index, list]: [number, unknown]) => (plain(list) as unknown[])[index],
  'Fn::Split': ([separator, text]: [string, unknown]) => String(plain(text)).split(separator),
  'Fn::Sub': (text: string) => text.replace(/\$\{(AWS::\w+)\}/g, (_, name: string) => PSEUDO[name]),
};

/** Resolves joins to text: `arn:aws:…`, `${Logical}` for a Ref, `${Logical.Arn}` for an attribute. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const call = entries.length === 1 ? FUNCTIONS[entries[0][0]] : undefined;
  return call ? call(entries[0][1] as never) : Object.fromEntries(entries.map(([key, member]) => [key, plain(member)]));
}

/** The warnings of this library in a stack, each with its ID at the end. */
export function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('\\[ack: cdk-agentcore:'))
    .map(({ entry }) => String(entry.data));
}
