/** Callers that everybody can become: roles that everybody can assume, open gateways without agents, optional tokens. */
import { CfnGateway, CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnCondition, Fn, Stack } from 'aws-cdk-lib/core';
import type { Review } from '../../src/review/model';
import { reviewOf } from '../../src/review/review';
import { ACCOUNT, harnessIn, REGION } from '../support/helpers';
import { assemblies, callers } from './reviewed';

const assemblyOf = assemblies();
const ROLE = `arn:aws:iam::${ACCOUNT}:role/desk`;

function review(fill: (stack: Stack) => void): Review {
  return reviewOf(assemblyOf((app) => fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }))));
}

function caller(stack: Stack, trust: object): void {
  new CfnRole(stack, 'Caller', {
    assumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }] },
    policies: [
      {
        policyName: 'Invoke',
        policyDocument: { Statement: { Effect: 'Allow', Action: 'bedrock-agentcore:*', Resource: '*' } },
      },
    ],
  });
}

describe('A role that invokes an agent', () => {
  const found = (trust: object) => {
    const { agents, highlights } = review((stack) => {
      harnessIn(stack);
      caller(stack, trust);
    });
    const rows = agents[0].exposure.filter(({ way }) => way === 'Public role');
    return [highlights[0].title, ...rows.map(({ level, who, checks }) => [level, who, checks].join(' | '))];
  };

  test.each([
    ['every account', { Principal: { AWS: '*' } }],
    ['everybody', { Principal: '*' }],
    ['everybody with exceptions', { NotPrincipal: { AWS: ROLE } }],
    [
      'every account, with a condition that limits nobody',
      {
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      },
    ],
  ])('is open if it trusts %s', (_, trust) => {
    expect(found(trust)).toEqual([
      'Open to the internet',
      'open | everybody who assumes the IAM role Caller | the trust policy of the role includes every AWS account',
    ]);
  });

  test.each([
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }],
    ['an account', { Principal: { AWS: '444455556666' } }],
    ['an organization', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } }],
    ['nobody', { Principal: '*', Effect: 'Deny' }],
  ])('is not open if it trusts %s', (_, trust) => {
    expect(found(trust)).toEqual(['IAM callers']);
  });
});

describe('A gateway that no agent uses', () => {
  const highlights = (authorizerType: string, more: (stack: Stack) => void = () => undefined) =>
    review((stack) => {
      more(stack);
      new CfnGateway(stack, 'Shop', { name: 'shop', protocolType: 'MCP', authorizerType, roleArn: ROLE });
    }).highlights;
  const open = { title: 'Open to the internet', text: 'Gateway Shop: everybody on the internet.' };

  test('is a highlight if it is open', () => {
    expect(highlights('NONE')).toEqual([open]);
    expect(highlights('NONE', harnessIn)[0]).toEqual(open);
  });

  test('is no highlight if it is not', () => {
    expect(highlights('AWS_IAM')).toEqual([]);
    expect(highlights('AWS_IAM', harnessIn)[0].title).toBe('No callers');
  });
});

describe('An agent with a JWT authorizer', () => {
  const jwt = {
    CustomJWTAuthorizer: {
      DiscoveryUrl: 'https://idp.example.com/.well-known/openid-configuration',
      AllowedClients: ['app'],
    },
  };
  const agent = (authorizer: object) => {
    const { agents, highlights } = review((stack) => {
      new CfnCondition(stack, 'HasUsers', { expression: Fn.conditionEquals('1', '1') });
      const desk = new CfnHarness(stack, 'Desk', { harnessName: 'desk', executionRoleArn: ROLE, model: {} });
      desk.addPropertyOverride('AuthorizerConfiguration', authorizer);
      caller(stack, { Principal: { Service: 'lambda.amazonaws.com' } });
    });
    const [{ exposure, topology }] = agents;
    return {
      title: highlights[0].title,
      rows: exposure.filter(({ way }) => way === 'InvokeHarness').map(({ who, checks }) => `${who} | ${checks}`),
      caller: callers(agents[0]).find((each) => each.startsWith('IAM role: Caller')),
      lines: topology.nodes.find(({ column }) => column === 'agent')?.lines,
    };
  };
  const TOKENS = 'users of idp.example.com through the client app | issuer, client ID; no scope is required';

  test('that a condition removes also has IAM callers', () => {
    const found = agent({ 'Fn::If': ['HasUsers', jwt, { Ref: 'AWS::NoValue' }] });
    expect(found.title).toBe('Tokens and IAM callers');
    expect(found.rows).toEqual([
      `${TOKENS}; only in one branch of a condition, IAM permissions in another one`,
      'the IAM role Caller | IAM permission of the caller',
    ]);
    expect(found.caller).not.toContain('without effect');
    expect(found.lines).toContain('JWT authorizer or IAM authorization: idp.example.com');
  });

  test.each([
    ['a fixed one', jwt],
    ['one in each branch of a condition', { 'Fn::If': ['HasUsers', jwt, jwt] }],
  ])('that is %s has no IAM callers', (_, authorizer) => {
    const found = agent(authorizer);
    expect(found.title).toBe('Tokens only');
    expect(found.rows).toEqual([TOKENS]);
    expect(found.caller).toContain('without effect: the agent accepts tokens only');
    expect(found.lines).toContain('JWT authorizer: idp.example.com');
  });
});
