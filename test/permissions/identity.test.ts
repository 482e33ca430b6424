import { CfnWorkloadIdentity, WorkloadIdentity } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  type IApiKey,
  type IOAuthClient,
  JwtAlgorithm,
  OAuthClient,
  OAuthClientAuth,
  OAuthProvider,
  type OAuthProviderOptions,
  OnBehalfOf,
  Use,
} from '../../src';
import { oauthClientIn, signingKeyIn } from '../support/fixtures/parts';
import { ACCOUNT, REGION } from '../support/helpers';
import { agentCoreArn, allowedOf, policiesOf, roleNamed, testUse, userPolicies } from '../support/simulate';
import { synthesizeStack } from '../support/synthesize';
import { exportOf } from '../support/wiring';

const VAULT = agentCoreArn('token-vault/default');
const DIRECTORY = agentCoreArn('workload-identity-directory/default');
const IMPORTER = `${DIRECTORY}/workload-identity/importer`;
const GET_SECRET = 'secretsmanager:GetSecretValue';
const THROUGH_SECRETS_MANAGER = { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` };
const THROUGH_IDENTITY = { 'kms:ViaService': `bedrock-agentcore-identity.${REGION}.amazonaws.com` };

interface Kind {
  readonly action: string;
  readonly collection: string;
  readonly make: (stack: Stack, id: string, secret: Secret) => IApiKey | IOAuthClient;
  readonly imported: (stack: Stack, arn: string) => IApiKey | IOAuthClient;
}

const KINDS: Record<string, Kind> = {
  'an API key': {
    action: 'bedrock-agentcore:GetResourceApiKey',
    collection: 'apikey',
    make: (stack, id, secret) => new ApiKey(stack, id, { secret, jsonKey: 'key', apiKeyName: id.toLowerCase() }),
    imported: (stack, arn) => ApiKey.fromApiKeyArn(stack, 'Imported', arn),
  },
  'an OAuth client': {
    action: 'bedrock-agentcore:GetResourceOauth2Token',
    collection: 'oauth2',
    make: (stack, id, secret) =>
      new OAuthClient(stack, id, {
        provider: OAuthProvider.github(),
        clientId: 'agents',
        secret,
        jsonKey: 'key',
        oauthClientName: id.toLowerCase(),
      }),
    imported: (stack, arn) => OAuthClient.fromOauthClientArn(stack, 'Imported', arn),
  },
};

describe.each(Object.entries(KINDS))('A role with grants.use on %s', (_, { action, collection, make, imported }) => {
  const arnOf = (name: string) => `${VAULT}/${collection}credentialprovider/${name}`;

  /** A role with the grant on one of two credentials, each with a separate secret and KMS key. */
  function callerOf(isGranted: boolean) {
    const stacks = synthesizeStack((stack) => {
      const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
      const identity = new WorkloadIdentity(stack, 'Importer', { workloadIdentityName: 'importer' });
      for (const id of ['Mine', 'Other']) {
        const encryptionKey = new Key(stack, `${id}Key`);
        const secret = new Secret(stack, `${id}Secret`, { encryptionKey });
        const credential = make(stack, id, secret);
        if (isGranted && id === 'Mine') {
          credential.grants.use(caller, identity);
        }
        new CfnOutput(stack, `${id}SecretArn`, { value: secret.secretArn, exportName: `${id}Secret` });
        new CfnOutput(stack, `${id}KeyArn`, { value: encryptionKey.keyArn, exportName: `${id}Key` });
      }
    });
    const policies = policiesOf(stacks, roleNamed(stacks, 'Caller'));
    const may = (what: string, resource: string, context = {}) => allowedOf(policies, ['', what, resource, context]);
    return { policies, may, exported: (name: string) => String(exportOf(stacks, name)) };
  }

  test('may get the credential with the given workload identity', async () => {
    const { may } = callerOf(true);
    for (const resource of [arnOf('mine'), VAULT, DIRECTORY, IMPORTER]) {
      expect([resource, await may(action, resource)]).toEqual([resource, [action]]);
    }
  });

  test('may not get another credential of the token vault, nor use another workload identity', async () => {
    const { may } = callerOf(true);
    const others = [arnOf('other'), arnOf('mine2'), `${IMPORTER}2`, `${DIRECTORY}/workload-identity/agent-a1B2c3D4e5`];
    for (const resource of others) {
      expect([resource, await may(action, resource)]).toEqual([resource, []]);
    }
  });

  test('may read the secret of the credential, and no other secret', async () => {
    const { may, exported } = callerOf(true);
    expect(await may(GET_SECRET, exported('MineSecret'))).toEqual([GET_SECRET]);
    expect(await may(GET_SECRET, exported('OtherSecret'))).toEqual([]);
    const managed = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:bedrock-agentcore-identity!default/${collection}`;
    expect(await may(GET_SECRET, `${managed}/mine-a1b2c3`)).toEqual([]);
    expect(await may('secretsmanager:PutSecretValue', exported('MineSecret'))).toEqual([]);
  });

  test('may decrypt with the KMS key of the secret through Secrets Manager, and with no other key', async () => {
    const { may, exported } = callerOf(true);
    expect(await may('kms:Decrypt', exported('MineKey'), THROUGH_SECRETS_MANAGER)).toEqual(['kms:Decrypt']);
    expect(await may('kms:Decrypt', exported('MineKey'))).toEqual([]);
    expect(await may('kms:Decrypt', exported('OtherKey'), THROUGH_SECRETS_MANAGER)).toEqual([]);
    expect(await may('kms:Encrypt', exported('MineKey'), THROUGH_SECRETS_MANAGER)).toEqual([]);
  });

  test('may not change the credential, nor get workload access tokens, which the identity grants', async () => {
    const { may } = callerOf(true);
    const [kind] = action === 'bedrock-agentcore:GetResourceApiKey' ? ['ApiKey'] : ['Oauth2'];
    expect(await may(`bedrock-agentcore:Update${kind}CredentialProvider`, arnOf('mine'))).toEqual([]);
    expect(await may('bedrock-agentcore:GetWorkloadAccessToken', IMPORTER)).toEqual([]);
  });

  test('has no permissions without the grant', () => {
    expect(callerOf(false).policies).toEqual([]);
  });

  test('may read the managed secret of an imported credential, and no other managed secret', async () => {
    const stacks = synthesizeStack((stack) => {
      const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
      imported(stack, arnOf('mine')).grants.use(
        caller,
        new CfnWorkloadIdentity(stack, 'Identity', { name: 'importer' }),
      );
    });
    const policies = policiesOf(stacks, roleNamed(stacks, 'Caller'));
    const managed = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:bedrock-agentcore-identity!default/${collection}`;
    expect(await allowedOf(policies, ['', action, IMPORTER])).toEqual([action]);
    expect(await allowedOf(policies, ['', GET_SECRET, `${managed}/mine-a1b2c3`])).toEqual([GET_SECRET]);
    expect(await allowedOf(policies, ['', GET_SECRET, `${managed}/other-a1b2c3`])).toEqual([]);
  });
});

const LOGIN = 'https://login.example.com/.well-known/openid-configuration';
const SERVER = {
  issuer: 'https://idp.example.com',
  authorizationEndpoint: 'https://idp.example.com/authorize',
  tokenEndpoint: 'https://idp.example.com/token',
};
const SIGN = ['kms:Sign', 'kms:DescribeKey'];
const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/01234567-89ab-cdef-0123-456789abcdef`;
const GET_TOKEN = 'sts:GetWebIdentityToken';
const FOR_SERVER = { 'sts:IdentityTokenAudience': SERVER.tokenEndpoint };
const FOR_OTHERS = { 'sts:IdentityTokenAudience': 'https://other.example.com/token' };
const MANAGED_SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:bedrock-agentcore-identity!default/oauth2/Client-a1b2c3`;

const without = (stack: Stack, provider: OAuthProvider) =>
  Use.oauthClient(new OAuthClient(stack, 'Client', { provider, clientId: 'agents', oauthClientName: 'Client' }));

testUse(
  'A client with private key JWT authentication',
  (stack) => {
    const key = Key.fromKeyArn(stack, 'Key', KEY_ARN);
    const clientAuth = OAuthClientAuth.privateKeyJwt(key, JwtAlgorithm.RS256);
    return without(stack, OAuthProvider.discovery(LOGIN, { clientAuth }));
  },
  {
    may: [['sign with the key, through the service', SIGN, KEY_ARN, THROUGH_IDENTITY]],
    mayNot: [
      ['sign with the key directly', SIGN, KEY_ARN],
      ['sign with another key', SIGN, KEY_ARN.replace('key/0', 'key/1'), THROUGH_IDENTITY],
      ['decrypt with the key', 'kms:Decrypt', KEY_ARN, THROUGH_IDENTITY],
      ['read a secret, because the client has none', GET_SECRET, MANAGED_SECRET],
      ['get AWS IAM tokens', GET_TOKEN, '*', FOR_SERVER],
    ],
  },
);

testUse(
  'A client with AWS IAM authentication',
  (stack) => without(stack, OAuthProvider.server({ ...SERVER, clientAuth: OAuthClientAuth.iamToken() })),
  {
    may: [['get a token of its role for the provider', GET_TOKEN, '*', FOR_SERVER]],
    mayNot: [
      ['get a token for another audience', GET_TOKEN, '*', FOR_OTHERS],
      ['read a secret, because the client has none', GET_SECRET, MANAGED_SECRET],
    ],
  },
);

describe('An AWS IAM token as actor token', () => {
  const ofClient = (options: OAuthProviderOptions, atServer: boolean) =>
    userPolicies((stack) => {
      const provider = atServer
        ? OAuthProvider.server({ ...SERVER, ...options })
        : OAuthProvider.discovery(LOGIN, options);
      return [Use.oauthClient(oauthClientIn(stack, 'Client', provider))];
    });

  test('is allowed for the audience of the provider only, if the endpoints are known', async () => {
    const policies = ofClient({ onBehalfOf: OnBehalfOf.exchangeWithIamToken() }, true);
    expect(await allowedOf(policies, ['', GET_TOKEN, '*', FOR_SERVER])).toEqual([GET_TOKEN]);
    expect(await allowedOf(policies, ['', GET_TOKEN, '*', FOR_OTHERS])).toEqual([]);
  });

  test('is allowed for any audience, if the endpoints are in a discovery document', async () => {
    const policies = ofClient({ onBehalfOf: OnBehalfOf.exchangeWithIamToken() }, false);
    expect(await allowedOf(policies, ['', GET_TOKEN, '*', FOR_SERVER])).toEqual([GET_TOKEN]);
  });

  test.each([
    ['a token of the client', OnBehalfOf.exchangeWithClientToken()],
    ['none', OnBehalfOf.exchange()],
    ['an assertion', OnBehalfOf.jwtGrant()],
  ])('is not allowed if the actor token is %s', async (_, onBehalfOf) => {
    expect(await allowedOf(ofClient({ onBehalfOf }, true), ['', GET_TOKEN, '*', FOR_SERVER])).toEqual([]);
  });
});

test('An imported client with private key JWT authentication grants kms:Sign and does not grant access to a secret', async () => {
  const policies = userPolicies((stack) => {
    const oauthClientArn = `${VAULT}/oauth2credentialprovider/Client`;
    const signingKey = signingKeyIn(stack, 'Key');
    return [Use.oauthClient(OAuthClient.fromOauthClientAttributes(stack, 'Client', { oauthClientArn, signingKey }))];
  });
  expect(JSON.stringify(policies)).toContain('kms:Sign');
  expect(await allowedOf(policies, ['', GET_SECRET, MANAGED_SECRET])).toEqual([]);
});
