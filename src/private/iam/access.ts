import type { IApiKeyCredentialProviderRef, IOAuth2CredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import { arnIn } from '../arns';
import type { KnownKey } from '../known/key';
import { type KnownSecret, secretOf } from '../known/secret';
import { deferred } from '../validation/unknown';
import type { Binding, RoleBinding } from './binding';
import { targetOf } from './key-alias';
import type { Permission } from './permissions';
import { literalText } from './policy-text';

/** The feature that needs a permission, and its instance. */
export type Feature = Pick<Permission, 'feature' | 'of'>;

const BROWSER_ACTIONS = [
  'StartBrowserSession',
  'StopBrowserSession',
  'GetBrowserSession',
  'ListBrowserSessions',
  'UpdateBrowserStream',
  'ConnectBrowserAutomationStream',
  'ConnectBrowserLiveViewStream',
];
const CODE_INTERPRETER_ACTIONS = [
  'StartCodeInterpreterSession',
  'StopCodeInterpreterSession',
  'GetCodeInterpreterSession',
  'ListCodeInterpreterSessions',
  'InvokeCodeInterpreter',
];

export function agentCoreActions(...names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

/** Grants the permission to use a custom browser, or the managed browser of AWS if none is given. */
export function permitBrowser(binding: RoleBinding, feature: Feature, browserArn?: string): void {
  binding.permissions.add({
    ...feature,
    actions: agentCoreActions(...BROWSER_ACTIONS),
    resources: [browserArn ?? builtIn(binding, 'browser/aws.browser.v1')],
  });
  binding.services.add('bedrock-agentcore');
}

/** Grants the permission to use a custom code interpreter, or the managed one of AWS if none is given. */
export function permitCodeInterpreter(binding: RoleBinding, feature: Feature, codeInterpreterArn?: string): void {
  binding.permissions.add({
    ...feature,
    actions: agentCoreActions(...CODE_INTERPRETER_ACTIONS),
    resources: [codeInterpreterArn ?? builtIn(binding, 'code-interpreter/aws.codeinterpreter.v1')],
  });
  binding.services.add('bedrock-agentcore');
}

function builtIn(binding: RoleBinding, resource: string): string {
  return arnIn(binding.stack, 'bedrock-agentcore', resource, { account: 'aws' });
}

export function permitInvokeGateway(binding: RoleBinding, feature: Feature, gatewayArn: string): void {
  binding.permissions.add({ ...feature, actions: agentCoreActions('InvokeGateway'), resources: [gatewayArn] });
  binding.services.add('bedrock-agentcore.gateway');
}

export function permitApiKey(binding: RoleBinding, feature: Feature, apiKey: IApiKeyCredentialProviderRef): void {
  const arn = apiKey.apiKeyCredentialProviderRef.credentialProviderArn;
  permitCredential(binding, feature, arn, 'GetResourceApiKey');
  permitSecret(binding, feature, secretOf(apiKey), `apikey/${providerNameOf(arn)}`);
}

export function permitOAuthClient(binding: RoleBinding, feature: Feature, client: IOAuth2CredentialProviderRef): void {
  const arn = client.oAuth2CredentialProviderRef.credentialProviderArn;
  permitCredential(binding, feature, arn, 'GetResourceOauth2Token');
  const { isSecretless, signingKey, tokenAudiences } = (client as { readonly _signIn?: SignIn })._signIn ?? {};
  if (!isSecretless) {
    permitSecret(binding, feature, secretOf(client), `oauth2/${providerNameOf(arn)}`);
  }
  const signing = { ...feature, feature: `${feature.feature}Signing` };
  const identity = { service: 'bedrock-agentcore-identity', region: client.env.region };
  permitKey(binding, signing, identity, ['kms:Sign', 'kms:DescribeKey'], signingKey);
  if (tokenAudiences) {
    binding.permissions.add({
      ...feature,
      feature: `${feature.feature}IamToken`,
      actions: ['sts:GetWebIdentityToken'],
      resources: ['*'],
      conditions: tokenAudiences.length
        ? { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': tokenAudiences.map(literalText) } }
        : undefined,
    });
  }
}

/** The authentication of an OAuth client, unless the client authenticates only with a secret. */
export interface SignIn {
  readonly isSecretless?: boolean;
  readonly signingKey?: IKeyRef;
  /** The audiences of the ID tokens that IAM issues for the role. Empty if they are not known. */
  readonly tokenAudiences?: string[];
}

export function providerNameOf(credentialProviderArn: string): string {
  return Fn.select(3, Fn.split('/', deferred(credentialProviderArn)));
}

function permitCredential(binding: RoleBinding, feature: Feature, credentialProviderArn: string, action: string): void {
  binding.permissions.add({
    ...feature,
    actions: agentCoreActions(action),
    resources: [binding.agentCoreArn('token-vault/default'), credentialProviderArn, ...workloadIdentityArns(binding)],
  });
  binding.services.add('bedrock-agentcore').add('secretsmanager');
}

function permitSecret(
  binding: RoleBinding,
  feature: Feature,
  secret: KnownSecret | undefined,
  managedName: string,
): void {
  const managed = `secret:bedrock-agentcore-identity!default/${managedName}-*`;
  const reading = { ...feature, feature: `${feature.feature}Secret` };
  binding.permissions.add({
    ...reading,
    actions: ['secretsmanager:GetSecretValue'],
    resources: [secret?.arnPattern ?? arnIn(binding.stack, 'secretsmanager', managed)],
  });
  if (secret) {
    permitDecrypt(binding, reading, { service: 'secretsmanager', region: secret.region }, secret.key);
  }
}

/** The service that uses a KMS key on behalf of a role, in the Region of the encrypted resource. */
export interface KeyUser {
  readonly service: string;
  readonly region: string;
}

/** Allows the role to decrypt data with a customer managed key, only through the service that stores the data. */
export function permitDecrypt(binding: RoleBinding, feature: Feature, user: KeyUser, key?: KnownKey): void {
  permitKey(binding, feature, user, ['kms:Decrypt'], key);
}

export function permitKey(
  binding: RoleBinding,
  feature: Feature,
  user: KeyUser,
  actions: string[],
  key?: KnownKey,
): void {
  const target = key && targetOf(key);
  if (target) {
    binding.permissions.add({
      ...feature,
      feature: `${feature.feature}Key`,
      actions,
      resources: target.resources,
      conditions: { ...keyConditions(binding.stack, user), ...target.conditions },
    });
  }
}

/** The conditions that allow a key to be used only through a service that acts for its caller. */
export function keyConditions({ urlSuffix }: Stack, { service, region }: KeyUser) {
  return { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } };
}

/** Returns the ARNs of the workload identity of the agent and of its directory. */
export function workloadIdentityArns(binding: RoleBinding): string[] {
  return [
    binding.agentCoreArn('workload-identity-directory/default'),
    binding.agentCoreArn(`workload-identity-directory/default/workload-identity/${binding.workloadIdentity}`),
  ];
}

/** Grants the permission to get tokens for the workload identity, which the token vault requires. */
export function permitWorkloadTokens(binding: RoleBinding, feature: Feature, ...actions: string[]): void {
  const resources = workloadIdentityArns(binding);
  binding.permissions.add({ ...feature, actions: agentCoreActions(...actions), resources });
}

/** Grants the permission to get tokens for user IDs, which AgentCore does not verify. */
export function permitUserIdentity(binding: RoleBinding, feature: Feature): void {
  permitWorkloadTokens(binding, feature, 'GetWorkloadAccessTokenForUserId');
}

/** The permissions of every agent: logs, traces and metrics, and tokens for the workload identity of the agent. */
export function permitAgent(binding: Binding): void {
  const { permissions, stack } = binding;
  const logGroup = (name: string) => arnIn(stack, 'logs', `log-group:${name}`);
  const own = `/aws/bedrock-agentcore/runtimes/${binding.workloadName}-*`;
  permissions.add({
    feature: 'Logs',
    actions: ['logs:CreateLogGroup', 'logs:DescribeLogStreams', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup(own), logGroup(`${own}:log-stream:*`)],
  });
  permissions.add({ feature: 'LogGroups', actions: ['logs:DescribeLogGroups'], resources: [logGroup('*')] });
  permissions.add({
    feature: 'Traces',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    resources: ['*'],
  });
  // AgentCore lets X-Ray deliver spans to the log group of the agent. Without this, new agents lose their traces.
  permissions.add({ feature: 'TracesLogGroup', actions: ['logs:PutResourcePolicy'], resources: [logGroup(own)] });
  permissions.add({
    feature: 'Metrics',
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': 'bedrock-agentcore' } },
  });
  const feature = { feature: 'WorkloadIdentity' };
  permitWorkloadTokens(binding, feature, 'GetWorkloadAccessToken', 'GetWorkloadAccessTokenForJWT');
  for (const service of ['logs', 'monitoring', 'xray', 'bedrock-agentcore']) {
    binding.services.add(service);
  }
}
