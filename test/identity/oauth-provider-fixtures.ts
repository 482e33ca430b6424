import type { Stack } from 'aws-cdk-lib/core';
import type { OAuthProvider } from '../../src';
import { ValidationErrors } from '../../src/private/validation/validation-errors';
import { oauthClientIn } from '../support/fixtures/parts';
import { messageOf, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

export const CREDENTIALS = {
  clientId: 'agent',
  clientSecretSource: 'EXTERNAL',
  clientSecretConfig: { secretId: 'secret', jsonKey: 'key' },
};
export const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';
export const SERVER = {
  issuer: 'https://legacy.example.com',
  authorizationEndpoint: 'https://legacy.example.com/authorize',
  tokenEndpoint: 'https://legacy.example.com/token',
};

/** The configuration that a provider renders with the credentials. */
export function rendered(provider: OAuthProvider, stack: Stack = testStack()) {
  return plain(stack.resolve(provider._bind(CREDENTIALS, new ValidationErrors(stack))));
}

/** The errors about a client of a provider whose clients have a secret. */
export function saidOf(provider: OAuthProvider): string {
  return messageOf(() => oauthClientIn(testStack(), 'Client', provider));
}
