/** ARNs of resources in this and in other environments. */
import type { IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { type App, Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  CapacityProvider,
  GatewayTarget,
  Harness,
  MemoryStore,
  Network,
  OAuthClient,
  Runtime,
  S3Files,
  type TargetCredentials,
  type TargetSource,
  type Use,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { vpcIn } from '../support/fixtures/parts';
import { ACCOUNT, REGION, runtimeIn } from '../support/helpers';
import type { Rule } from '../support/rules';

export const OTHER = '444455556666';

export function arn(
  resource: string,
  { region = REGION, account = ACCOUNT, partition = 'aws', service = 'bedrock-agentcore' } = {},
): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

export const HARNESS = 'harness/desk-a1B2c3D4e5';
export const RUNTIME = 'runtime/desk-a1B2c3D4e5';
export const GATEWAY = 'gateway/orders-a1b2c3d4e5';
export const MEMORY = 'memory/customers-a1B2c3D4e5';
export const CAPACITY = 'capacity-provider/shared-a1B2c3D4e5';
export const API_KEY = 'token-vault/default/apikeycredentialprovider/openai';
export const OAUTH_CLIENT = 'token-vault/default/oauth2credentialprovider/partners';
export const KEY = 'key/01234567-89ab-cdef-0123-456789abcdef';

export const ELSEWHERE = { region: 'eu-west-1' };
export const FOREIGN = { account: OTHER };

export interface Where {
  readonly region?: string;
  readonly account?: string;
  readonly partition?: string;
}

/** A stack of the same app that is deployed to another environment. */
export function far(stack: Stack, env: Where): Stack {
  return new Stack(stack.node.root as App, 'Far', { env: { account: ACCOUNT, region: REGION, ...env } });
}

/** One rule for each wrong environment of a resource, with the resource in the right environment as valid input. */
export function mustBeOwn(
  what: string,
  prop: string,
  make: (stack: Stack, where: Where) => unknown,
  ways: Array<'region' | 'account' | 'partition'> = ['region', 'account'],
): Rule[] {
  const wrong = {
    region: { where: ELSEWHERE, said: `must be in the Region ${REGION}, got eu-west-1\\. Use an? ` },
    account: { where: FOREIGN, said: `must be in the account ${ACCOUNT}, got ${OTHER}\\. Use an? ` },
    partition: { where: { partition: 'aws-cn' }, said: 'must be in the partition aws, got aws-cn\\. Use an? ' },
  };
  return ways.map((way) => ({
    rule: `${what} of another ${way}`,
    rejected: (stack) => make(stack, wrong[way].where),
    message: new RegExp(`${prop} ${wrong[way].said}`),
    accepted: (stack) => make(stack, {}),
  }));
}

export const using = (use: (stack: Stack) => Use) => (stack: Stack) => runtimeIn(stack, { uses: [use(stack)] });

export function targetIn(
  stack: Stack,
  source: TargetSource,
  credentials: TargetCredentials,
  gateway: IGatewayRef = reference.gateway(stack),
): GatewayTarget {
  const gatewayRole = Role.fromRoleName(stack, 'GatewayRole', 'gateway', { mutable: false });
  return new GatewayTarget(stack, 'Target', { gateway, source, credentials, gatewayRole });
}

export function capacityIn(stack: Stack, props: object): CapacityProvider {
  return new CapacityProvider(stack, 'Capacity', {
    instanceTypes: [InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE)],
    network: Network.vpc(vpcIn(stack)),
    ...props,
  });
}

export const imported = {
  harness: (stack: Stack, harnessArn: string) => Harness.fromHarnessAttributes(stack, 'Import', { harnessArn }),
  harnessRuntime: (stack: Stack, runtimeArn: string) =>
    Harness.fromHarnessAttributes(stack, 'Import', { harnessArn: arn(HARNESS), runtimeArn }),
  runtime: (stack: Stack, runtimeArn: string) => Runtime.fromRuntimeAttributes(stack, 'Import', { runtimeArn }),
  memory: (stack: Stack, memoryArn: string) => MemoryStore.fromMemoryStoreAttributes(stack, 'Import', { memoryArn }),
  apiKey: (stack: Stack, apiKeyArn: string) => ApiKey.fromApiKeyArn(stack, 'Import', apiKeyArn),
  oauthClient: (stack: Stack, oauthClientArn: string) =>
    OAuthClient.fromOauthClientAttributes(stack, 'Import', { oauthClientArn }),
  capacity: (stack: Stack, capacityProviderArn: string) =>
    CapacityProvider.fromCapacityProviderAttributes(stack, 'Import', { capacityProviderArn }),
  s3Files: (stack: Stack, accessPointArn: string) =>
    S3Files.fromS3FilesAttributes(stack, 'Import', { accessPointArn, securityGroups: [] }),
};
