import { CfnUserPool, CfnUserPoolClient, type IUserPool, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Stack } from 'aws-cdk-lib/core';
import { Authorizer, ClaimRule } from '../../src';
import { runtimeIn, runtimeProperties, testStack } from '../support/helpers';
import { plain, render } from '../support/rendered';

const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';
const JWT = 'AuthorizerConfiguration.CustomJWTAuthorizer';

describe('Authorizer.iam', () => {
  test('is the default, and renders no authorizer', () => {
    expect(render().properties.AuthorizerConfiguration).toBeUndefined();
    expect(render(() => ({ authorizer: Authorizer.iam() })).properties).toEqual(render().properties);
  });
});

describe('Authorizer.jwt', () => {
  test('renders one rule', () => {
    const { properties } = render(() => ({ authorizer: Authorizer.jwt(DISCOVERY, { scopes: ['ask'] }) }));
    expect(properties.AuthorizerConfiguration).toEqual({
      CustomJWTAuthorizer: { DiscoveryUrl: DISCOVERY, AllowedScopes: ['ask'] },
    });
  });

  test('renders all rules', () => {
    const { properties } = render(() => ({
      authorizer: Authorizer.jwt(DISCOVERY, {
        audiences: ['desk'],
        clients: ['web'],
        scopes: ['ask'],
        advertisedScopes: { ask: 'api://ask' },
        claims: [
          ClaimRule.stringEquals('department', 'claims'),
          ClaimRule.listContains('groups', 'adjusters'),
          ClaimRule.listContainsAny('offices', ['oslo', 'porto']),
        ],
      }),
    }));
    expect(properties).toHaveProperty(JWT, {
      DiscoveryUrl: DISCOVERY,
      AllowedAudience: ['desk'],
      AllowedClients: ['web'],
      AllowedScopes: ['ask'],
      AdvertisedScopeMapping: { ask: 'api://ask' },
      CustomClaims: [
        {
          InboundTokenClaimName: 'department',
          InboundTokenClaimValueType: 'STRING',
          AuthorizingClaimMatchValue: {
            ClaimMatchOperator: 'EQUALS',
            ClaimMatchValue: { MatchValueString: 'claims' },
          },
        },
        {
          InboundTokenClaimName: 'groups',
          InboundTokenClaimValueType: 'STRING_ARRAY',
          AuthorizingClaimMatchValue: {
            ClaimMatchOperator: 'CONTAINS',
            ClaimMatchValue: { MatchValueString: 'adjusters' },
          },
        },
        {
          InboundTokenClaimName: 'offices',
          InboundTokenClaimValueType: 'STRING_ARRAY',
          AuthorizingClaimMatchValue: {
            ClaimMatchOperator: 'CONTAINS_ANY',
            ClaimMatchValue: { MatchValueStringList: ['oslo', 'porto'] },
          },
        },
      ],
    });
  });

  test('grants no permissions to the execution role', () => {
    const { statements } = render(() => ({ authorizer: Authorizer.jwt(DISCOVERY, { scopes: ['ask'] }) }));
    expect(Object.keys(statements)).toEqual(Object.keys(render().statements));
  });
});

describe('Authorizer.cognito', () => {
  test('accepts access tokens of the app clients', () => {
    const { stack, properties } = render((it) => {
      const users = new UserPool(it, 'Users');
      return { authorizer: Authorizer.cognito(users, { clients: [users.addClient('Web'), users.addClient('App')] }) };
    });
    const [web, app] = stack.node.findAll().filter((child) => child instanceof CfnUserPoolClient);
    const users = stack.node.findAll().find((child) => child instanceof CfnUserPool);
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${plain(stack.resolve(users?.ref))}`;
    expect(properties).toHaveProperty(JWT, {
      DiscoveryUrl: `${issuer}/.well-known/openid-configuration`,
      AllowedClients: [plain(stack.resolve(web.ref)), plain(stack.resolve(app.ref))],
    });
  });

  test('renders scopes and claims', () => {
    const { properties } = render((it) => {
      const users = new UserPool(it, 'Users');
      const claims = [ClaimRule.listContains('cognito:groups', 'members')];
      const clients = [users.addClient('Web')];
      return { authorizer: Authorizer.cognito(users, { clients, claims, scopes: ['ask'] }) };
    });
    expect(properties).toHaveProperty(`${JWT}.AllowedScopes`, ['ask']);
    expect(properties).toHaveProperty(`${JWT}.CustomClaims.0.InboundTokenClaimName`, 'cognito:groups');
    expect(properties).not.toHaveProperty(`${JWT}.AllowedAudience`);
  });

  test('restricts the workloads of a runtime', () => {
    const stack = testStack();
    const users = new UserPool(stack, 'Users');
    const clients = [users.addClient('Web')];
    const workloads = { workloadIdentities: ['desk'] };
    runtimeIn(stack, { authorizer: Authorizer.cognito(users, { clients, workloads }) });
    expect(runtimeProperties(stack)).toHaveProperty(`${JWT}.AllowedWorkloadConfiguration`, {
      WorkloadIdentities: ['desk'],
    });
  });

  test('accepts all workloads by default', () => {
    const stack = testStack();
    const users = new UserPool(stack, 'Users');
    runtimeIn(stack, { authorizer: Authorizer.cognito(users, { clients: [users.addClient('Web')] }) });
    expect(runtimeProperties(stack)).not.toHaveProperty(`${JWT}.AllowedWorkloadConfiguration`);
  });

  test.each<[what: string, poolIn: (stack: Stack) => IUserPool]>([
    [
      'by ARN',
      (it) =>
        UserPool.fromUserPoolArn(
          it,
          'Users',
          'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_aBcDeFgHi',
        ),
    ],
    ['by ID', (it) => UserPool.fromUserPoolId(it, 'Users', 'eu-west-1_aBcDeFgHi')],
  ])('uses the issuer in the Region of a user pool that is imported %s', (_, poolIn) => {
    const { properties } = render((it) => {
      const users = poolIn(it);
      return {
        authorizer: Authorizer.cognito(users, { clients: [UserPoolClient.fromUserPoolClientId(it, 'Web', 'web')] }),
      };
    });
    expect(properties).toHaveProperty(JWT, {
      DiscoveryUrl: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_aBcDeFgHi/.well-known/openid-configuration',
      AllowedClients: ['web'],
    });
  });

  test('accepts an L1 user pool', () => {
    const { properties } = render((it) => {
      const users = new CfnUserPool(it, 'Users');
      const clients = [new CfnUserPoolClient(it, 'Web', { userPoolId: users.ref })];
      return { authorizer: Authorizer.cognito(users, { clients }) };
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref
    expect(properties).toHaveProperty(`${JWT}.AllowedClients`, ['${Web}']);
  });
});
