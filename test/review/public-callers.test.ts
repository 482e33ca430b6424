/** Callers that anyone can become: roles that anyone can assume, open gateways without agents, optional tokens. */
import {
  AuthorizationType,
  EndpointType,
  LambdaRestApi,
  type LambdaRestApiProps,
  StepFunctionsRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnGateway, CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  CfnPermission,
  Code,
  FunctionUrlAuthType,
  Function as LambdaFunction,
  Runtime as LambdaRuntime,
} from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { CfnCondition, Duration, Fn, Stack } from 'aws-cdk-lib/core';
import { InvokeHarness } from '../../src';
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
    ['anyone', { Principal: '*' }],
    ['anyone with exceptions', { NotPrincipal: { AWS: ROLE } }],
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
      'open | anyone who assumes the IAM role Caller | the trust policy of the role includes every AWS account',
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

describe('A role of a federated identity', () => {
  const SUBJECT = 'token.actions.githubusercontent.com:sub';
  const trusts = (Federated: string, Condition: object) =>
    review((stack) => {
      harnessIn(stack);
      caller(stack, { Principal: { Federated }, Condition });
    }).agents.flatMap(({ exposure }) =>
      exposure.filter(({ way }) => way === 'Public role').map(({ checks }) => checks),
    );
  const cognito = (amr: string) =>
    trusts('cognito-identity.amazonaws.com', {
      'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': amr },
    });
  const github = (condition: object) =>
    trusts(`arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`, condition);

  test('of Amazon Cognito is open without a sign-in', () => {
    expect(cognito('unauthenticated')).toEqual([
      'the trust policy of the role includes identities that are not signed in',
    ]);
    expect(cognito('authenticated')).toEqual([]);
  });

  test('of GitHub is open without a condition for the repository', () => {
    const words = ['the trust policy of the role includes every repository of GitHub'];
    expect(github({})).toEqual(words);
    expect(github({ StringLike: { [SUBJECT]: '*' } })).toEqual(words);
    expect(github({ StringLike: { [SUBJECT]: 'repo:example/desk:*' } })).toEqual([]);
  });
});

describe('A function that invokes an agent', () => {
  const agentsWith = (more: (stack: Stack, functionName: string) => void) =>
    review((stack) => {
      const { harnessArn } = harnessIn(stack);
      const backend = new LambdaFunction(stack, 'Backend', {
        ...{ runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('-') },
      });
      const actions = ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'];
      backend.addToRolePolicy(new PolicyStatement({ actions, resources: [harnessArn] }));
      more(stack, backend.functionArn);
    }).agents;
  const found = (more: (stack: Stack, functionName: string) => void) =>
    agentsWith(more).flatMap(({ exposure }) =>
      exposure.filter(({ way }) => way === 'Public URL').map(({ checks }) => checks),
    );
  const linesWith = (more: (stack: Stack, functionName: string) => void) =>
    agentsWith(more).flatMap(({ topology }) =>
      topology.nodes.filter(({ name }) => name === 'Backend').flatMap(({ lines }) => lines),
    );
  const permission = (properties: object) => (stack: Stack, functionName: string) =>
    new CfnPermission(stack, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName,
      principal: '*',
      ...properties,
    });
  const behind = (scheme?: string) => (stack: Stack, functionName: string) => {
    new CfnLoadBalancer(stack, 'Balancer', { scheme });
    permission({ principal: 'elasticloadbalancing.amazonaws.com' })(stack, functionName);
  };

  test('is public behind a load balancer that is not internal', () => {
    expect(found(behind())).toEqual(['called by a load balancer']);
    expect(found(behind('internet-facing'))).toEqual(['called by a load balancer']);
    expect(found(behind('internal'))).toEqual([]);
  });

  test('is public with a permission for every account', () => {
    expect(found(permission({}))).toEqual(['can be invoked by every AWS account']);
    expect(found(permission({ principalOrgId: 'o-1234567890' }))).toEqual([]);
    expect(found(permission({ principal: '444455556666' }))).toEqual([]);
  });

  test.each(['444455556666', 'arn:aws:iam::444455556666:root'])(
    'names the other account of a permission for %s',
    (principal) => {
      expect(linesWith(permission({ principal }))).toEqual(['can be invoked by the account 444455556666']);
    },
  );

  test.each([ACCOUNT, 'events.amazonaws.com'])('names no account of a permission for %s', (principal) => {
    expect(linesWith(permission({ principal }))).toEqual([]);
  });

  test('has one line for a public URL', () => {
    const url = (stack: Stack) => {
      const backend = stack.node.findChild('Backend') as LambdaFunction;
      backend.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    };
    expect(found(url)).toEqual(['has a public URL']);
  });
});

describe('An app without AgentCore resources', () => {
  test('has a title that says so', () => {
    expect(review(() => undefined).title).toBe('no AgentCore resources');
    expect(review(harnessIn).title).toBe('Test');
  });
});

describe('A gateway that no agent uses', () => {
  const highlights = (authorizerType: string, more: (stack: Stack) => void = () => undefined) =>
    review((stack) => {
      more(stack);
      new CfnGateway(stack, 'Shop', { name: 'shop', protocolType: 'MCP', authorizerType, roleArn: ROLE });
    }).highlights;
  const open = { title: 'Open to the internet', text: 'Gateway Shop: anyone on the internet.' };

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

describe('A function behind an API', () => {
  const waysWith = (more: (stack: Stack, backend: LambdaFunction) => void) =>
    review((stack) => {
      const backend = new LambdaFunction(stack, 'Backend', {
        ...{ runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('-') },
      });
      harnessIn(stack).grants.invoke(backend);
      more(stack, backend);
    }).agents.flatMap(({ exposure }) => exposure.filter(({ way }) => way === 'Public URL').map(({ level }) => level));
  const rest =
    (props: Partial<LambdaRestApiProps>, ...open: string[]) =>
    (stack: Stack, handler: LambdaFunction) => {
      const api = new LambdaRestApi(stack, 'Api', { handler, proxy: false, ...props });
      api.root.addMethod('POST');
      for (const method of open) {
        api.root.addResource('open').addMethod(method, undefined, { authorizationType: AuthorizationType.NONE });
      }
    };
  const http = (authorization?: unknown) => (stack: Stack, backend: LambdaFunction) => {
    const api = new CfnApi(stack, 'Api', { name: 'api', protocolType: 'HTTP' });
    const route = new CfnRoute(stack, 'Route', { apiId: api.ref, routeKey: 'POST /ask' });
    if (authorization !== undefined) {
      route.addPropertyOverride('AuthorizationType', authorization);
    }
    backend.addPermission('Api', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: stack.formatArn({ service: 'execute-api', resource: api.ref, resourceName: '*/*/ask' }),
    });
  };
  const signed = { defaultMethodOptions: { authorizationType: AuthorizationType.IAM } };

  test.each<[what: string, more: (stack: Stack, backend: LambdaFunction) => void]>([
    ['without authorization', rest({})],
    ['with one method without authorization', rest(signed, 'GET')],
    ['of HTTP without authorization', http()],
    ['of HTTP with authorization in one branch', http({ 'Fn::If': ['IsOpen', 'NONE', 'JWT'] })],
  ])('%s is public', (_, more) => {
    expect(waysWith(more)).toEqual(['open']);
  });

  test.each<[what: string, more: (stack: Stack, backend: LambdaFunction) => void]>([
    ['that checks signatures', rest(signed)],
    ['that checks signatures, apart from preflight requests', rest(signed, 'OPTIONS')],
    ['of HTTP that checks tokens', http('JWT')],
    ['in VPCs', rest({ endpointConfiguration: { types: [EndpointType.PRIVATE] } })],
  ])('%s is not public', (_, more) => {
    expect(waysWith(more)).toEqual([]);
  });
});

describe('A state machine behind an API', () => {
  const started = (authorizationType: AuthorizationType) => {
    const [{ exposure, topology }] = review((stack) => {
      const harness = harnessIn(stack, { limits: { timeout: Duration.minutes(15) } });
      const definitionBody = DefinitionBody.fromChainable(
        new InvokeHarness(stack, 'Ask', { harness, prompt: 'Hello' }),
      );
      const stateMachineType = StateMachineType.EXPRESS;
      const stateMachine = new StateMachine(stack, 'Flow', { definitionBody, stateMachineType });
      new StepFunctionsRestApi(stack, 'Api', { stateMachine, defaultMethodOptions: { authorizationType } });
    }).agents;
    const lines = topology.nodes.filter(({ name }) => name === 'Flow').flatMap((node) => node.lines);
    return { lines, open: exposure.filter(({ way }) => way === 'Public URL').map(({ who }) => who) };
  };
  const lines = ['started by the API Gateway REST API Api'];

  test('is public without authorization', () => {
    expect(started(AuthorizationType.NONE)).toEqual({ lines, open: ['anyone who reaches the state machine Flow'] });
  });

  test('is not public with authorization', () => {
    expect(started(AuthorizationType.IAM)).toEqual({ lines, open: [] });
  });
});
