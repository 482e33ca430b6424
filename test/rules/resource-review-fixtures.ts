import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  ApiKey,
  CapacityProvider,
  Harness,
  MemoryStore,
  Network,
  OAuthClient,
  OAuthProvider,
  Runtime,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { ACCOUNT, ARTIFACT, MODEL, messageOf, REGION } from '../support/helpers';

export const ENV = { account: ACCOUNT, region: REGION };

export function synthesized(build: (app: App) => unknown): string {
  const app = new App({ analyticsReporting: false });
  build(app);
  return messageOf(() => app.synth());
}

export const inStack = (build: (stack: Stack) => unknown) =>
  synthesized((app) => build(new Stack(app, 'Test', { env: ENV })));

export type Make = (scope: Construct, id: string, name?: string) => Construct;

export const harness = (scope: Construct, id: string, harnessName?: string) =>
  new Harness(scope, id, { model: MODEL, harnessName });
export const runtime = (scope: Construct, id: string, runtimeName?: string) =>
  new Runtime(scope, id, { artifact: ARTIFACT, runtimeName });
export const secretOf = (scope: Construct, id: string) => new Secret(scope, `${id}Secret`);

export const MAKERS: Array<[prop: string, type: string, make: Make]> = [
  ['harnessName', 'Harness', harness],
  ['runtimeName', 'Runtime', runtime],
  ['memoryName', 'Memory', (scope, id, memoryName) => new MemoryStore(scope, id, { memoryName })],
  [
    'apiKeyName',
    'ApiKeyCredentialProvider',
    (scope, id, apiKeyName) => new ApiKey(scope, id, { secret: secretOf(scope, id), jsonKey: 'key', apiKeyName }),
  ],
  [
    'oauthClientName',
    'OAuth2CredentialProvider',
    (scope, id, oauthClientName) =>
      new OAuthClient(scope, id, {
        provider: OAuthProvider.github(),
        clientId: 'web',
        secret: secretOf(scope, id),
        jsonKey: 'key',
        oauthClientName,
      }),
  ],
  [
    'capacityProviderName',
    'CapacityProvider',
    (scope, id, capacityProviderName) =>
      new CapacityProvider(scope, id, {
        instanceTypes: [InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE)],
        network: Network.vpc(reference.vpc(Stack.of(scope)), {
          securityGroups: [reference.securityGroup(Stack.of(scope), 'sg-01234567')],
        }),
        capacityProviderName,
      }),
  ],
];
