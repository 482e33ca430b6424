/** Inputs that external reviewers tried, with the nearest valid input. */

import { Template } from 'aws-cdk-lib/assertions';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { User } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import { Authorizer, CapacityProvider, Network, OAuthClient, OAuthProvider, PrivateEndpoint } from '../../src';
import { ACCOUNT, harnessIn, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { testRules } from '../support/rules';

const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';

function launching(tags: Record<string, string>) {
  return (stack: Stack) =>
    new CapacityProvider(stack, 'Agent', {
      instanceTypes: [new InstanceType('c7g.large')],
      network: Network.vpc(new Vpc(stack, 'Vpc')),
      launch: { tags },
    });
}

function authorizedThrough(tags: Record<string, string>) {
  return (stack: Stack) =>
    harnessIn(stack, {
      authorizer: Authorizer.jwt(DISCOVERY, {
        clients: ['web'],
        privateEndpoint: PrivateEndpoint.vpc(new Vpc(stack, 'Vpc'), { tags }),
      }),
    });
}

function authorized(options: { audiences?: string[]; clients?: string[] }) {
  return (stack: Stack) => harnessIn(stack, { authorizer: Authorizer.jwt(DISCOVERY, options) });
}

function clientOf(tenantId: string) {
  return (stack: Stack) => {
    const secret = Secret.fromSecretNameV2(stack, 'Secret', 'client');
    const provider = OAuthProvider.microsoft(tenantId);
    return new OAuthClient(stack, 'Agent', { provider, clientId: 'web', secret, jsonKey: 'secret' });
  };
}

testRules([
  {
    rule: 'A reserved tag of instances',
    rejected: launching({ 'aws:team': 'desk' }),
    message:
      /launch\.tags: the key "aws:team" must not begin with "aws:", which is reserved for AWS\. Use another key\./,
    accepted: launching({ 'team:aws': 'desk' }),
  },
  {
    rule: 'A reserved tag of a private endpoint',
    rejected: authorizedThrough({ 'AWS:team': 'desk' }),
    message: /privateEndpoint\.tags: the key "AWS:team" must not begin with "aws:"/,
    accepted: authorizedThrough({ team: 'desk' }),
  },
  {
    rule: 'An empty audience',
    rejected: authorized({ audiences: ['web', ''] }),
    message:
      /authorizer\.audiences\[1\] must not be empty or contain spaces, got ""\. Use the value that tokens contain\./,
    accepted: authorized({ audiences: ['web', 'https://api.example.com/'] }),
  },
  {
    rule: 'A client with a space',
    rejected: authorized({ clients: ['my app'] }),
    message: /authorizer\.clients\[0\] must not be empty or contain spaces, got "my app"/,
    accepted: authorized({ clients: ['my-app'] }),
  },
  {
    rule: 'A tenant that is neither an ID nor a domain',
    rejected: clientOf('a/b'),
    message: /provider\.tenantId must be the ID or the domain of a tenant, got "a\/b"/,
    accepted: clientOf('acme.onmicrosoft.com'),
  },
]);

describe('A grant to an imported user', () => {
  const granted = (account: string) => {
    const stack = testStack();
    const user = User.fromUserArn(stack, 'User', `arn:aws:iam::${account}:user/ada`);
    const { success } = runtimeIn(stack).grants.invoke(user);
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    return { success, attached: policies.some(({ Properties }) => Properties.Users), warnings: warningsOf(stack) };
  };

  test('of another account does not change the user of that name in this account', () => {
    expect(granted('444455556666')).toEqual({
      success: false,
      attached: false,
      warnings: [expect.stringContaining('grantNotAdded')],
    });
  });

  test('of this account adds the permission', () => {
    expect(granted(ACCOUNT)).toEqual({ success: true, attached: true, warnings: [] });
  });
});
