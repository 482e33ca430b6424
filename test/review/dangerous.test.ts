/** Permissions and policies that are easy to overlook, which the review must not show as harmless. */
import { CfnGateway, CfnHarness, CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnRole, Group, ManagedPolicy, PolicyStatement, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { type App, CfnCondition, CfnParameter, Fn, Stack, Stage } from 'aws-cdk-lib/core';
import type { Review } from '../../src/review/model';
import { reviewOf } from '../../src/review/review';
import { ACCOUNT, harnessIn, REGION } from '../support/helpers';
import { assemblies, callers } from './reviewed';

const assemblyOf = assemblies();
const HERE = { env: { account: ACCOUNT, region: REGION } };
const ELSEWHERE = { env: { account: '444455556666', region: 'eu-central-1' } };
const INVOKE = ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'];

function review(fill: (stack: Stack, app: App) => void): Review {
  return reviewOf(assemblyOf((app) => fill(new Stack(app, 'Test', HERE), app)));
}

/** The rows of the exposure of the first agent, by their way. */
function rows({ agents: [{ exposure }] }: Review, pattern: RegExp): string[] {
  return exposure
    .filter(({ way }) => pattern.test(way))
    .map(({ level, who, checks }) => [level, who, checks].join(' | '));
}

function withPolicy(statement: object): Review {
  return review((stack) => {
    const resourceArn = harnessIn(stack).harnessArn;
    new CfnResourcePolicy(stack, 'Policy', { resourceArn, policy: stack.toJsonString({ Statement: [statement] }) });
  });
}

/** The words of the statements that a role has beside those of an agent, with `*` if they have wildcards. */
function words(fill: (role: Role) => void): string[] {
  const { agents } = review((stack) => {
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
    fill(role);
    new CfnHarness(stack, 'Agent', { harnessName: 'agent', executionRoleArn: role.roleArn, model: {} });
  });
  return agents.flatMap(({ permissions }) => permissions.map((each) => `${each.hasWildcard ? '* ' : ''}${each.words}`));
}

describe('A managed policy of AWS', () => {
  const invokers = (name: string) =>
    review((stack) => {
      harnessIn(stack);
      new Group(stack, 'Operators', { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(name)] });
    });

  test.each(['AdministratorAccess', 'PowerUserAccess', 'BedrockAgentCoreFullAccess'])('%s invokes agents', (name) => {
    const { agents, highlights } = invokers(name);
    expect(callers(agents[0])).toEqual([expect.stringMatching(/^IAM group: Operators \| invoke \| .*every agent$/)]);
    expect(highlights[0]).toEqual({ title: 'IAM callers', text: 'The IAM group Operators.' });
  });

  test('that permits other services does not invoke agents', () => {
    expect(invokers('AmazonS3ReadOnlyAccess').highlights[0].title).toBe('No callers');
  });

  test('of administrators has wildcards', () => {
    const attached = (name: string) =>
      words((role) => role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName(name)));
    expect(attached('AdministratorAccess')).toEqual([
      '* Everything that the managed policy AdministratorAccess permits',
    ]);
    expect(attached('AmazonS3ReadOnlyAccess')).toEqual([
      'Everything that the managed policy AmazonS3ReadOnlyAccess permits',
    ]);
  });
});

describe('A permission for every agent', () => {
  const inStages = (statement: { actions: string[]; resources: string[] }) => {
    const { agents } = review((stack, app) => {
      harnessIn(stack);
      const stage = new Stage(app, 'Prod', ELSEWHERE);
      harnessIn(new Stack(stage, 'Test'));
      new User(stack, 'Developer').addToPolicy(new PolicyStatement(statement));
    });
    return agents.filter((agent) => callers(agent).some((each) => each.includes('Developer'))).map(({ path }) => path);
  };

  test('is for the agents of the account of the principal', () => {
    expect(inStages({ actions: ['*'], resources: ['*'] })).toEqual(['Test/Agent']);
  });

  test.each([
    ['the Region of the pattern', REGION, ['Test/Agent']],
    ['each Region', '*', ['Test/Agent']],
    ['no other Region', 'eu-central-1', []],
  ])('is for the agents in %s', (_, region, agents) => {
    const resources = [`arn:aws:bedrock-agentcore:${region}:${ACCOUNT}:*`];
    expect(inStages({ actions: ['bedrock-agentcore:*'], resources })).toEqual(agents);
  });

  test('counts in each spelling of the service', () => {
    const found = review((stack) => {
      harnessIn(stack);
      new CfnRole(stack, 'Caller', {
        assumeRolePolicyDocument: {},
        policies: [
          {
            policyName: 'Invoke',
            policyDocument: { Statement: { Effect: 'Allow', Action: 'Bedrock-AgentCore:INVOKE*', Resource: '*' } },
          },
        ],
      });
    });
    expect(rows(found, /^InvokeHarness$/)).toEqual(['limited | the IAM role Caller | IAM permission of the caller']);
  });
});

describe('A resource policy for every principal', () => {
  const policy = (more: object) => {
    const found = withPolicy({ Effect: 'Allow', Action: INVOKE, Resource: '*', ...more });
    return [rows(found, /^Resource policy$/)[0], found.highlights[0].title];
  };

  test('is open, also with exceptions', () => {
    expect(policy({ Principal: '*' })).toEqual([
      'open | every AWS account | InvokeAgentRuntime and InvokeHarness',
      'Open to the internet',
    ]);
    expect(policy({ NotPrincipal: { AWS: 'arn:aws:iam::444455556666:root' } })).toEqual([
      'open | every AWS account except arn:aws:iam::444455556666:root | InvokeAgentRuntime and InvokeHarness',
      'Open to the internet',
    ]);
  });

  test.each([
    ['a wildcard', { StringLike: { 'aws:PrincipalArn': '*' } }],
    ['each address', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } }],
    ['an exception', { StringNotEquals: { 'aws:PrincipalAccount': '444455556666' } }],
    ['a transport', { Bool: { 'aws:SecureTransport': 'true' } }],
  ])('is open if the condition is %s', (_, Condition) => {
    const [row, title] = policy({ Principal: { AWS: '*' }, Condition });
    expect([row.slice(0, 6), title]).toEqual(['open |', 'Open to the internet']);
  });

  test.each([
    ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } }],
    ['a network', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }],
    ['a VPC', { StringEquals: { 'aws:SourceVpc': 'vpc-1' }, Bool: { 'aws:SecureTransport': 'true' } }],
  ])('is limited if the condition is %s', (_, Condition) => {
    const [row, title] = policy({ Principal: '*', Condition });
    expect([row.slice(0, 9), title]).toEqual(['limited |', 'IAM callers']);
  });

  test('names the account of a caller, which is a caller', () => {
    expect(policy({ Principal: { AWS: '444455556666' } })).toEqual([
      'limited | the account 444455556666 | InvokeAgentRuntime and InvokeHarness',
      'IAM callers',
    ]);
  });
});

describe('A gateway', () => {
  const gateway = (authorizerType: (stack: Stack) => string, more: (shop: CfnGateway) => void = () => undefined) =>
    review((stack) => {
      const roleArn = `arn:aws:iam::${ACCOUNT}:role/shop`;
      const shop = new CfnGateway(stack, 'Shop', {
        ...{ name: 'shop', protocolType: 'MCP', authorizerType: authorizerType(stack), roleArn },
      });
      more(shop);
      harnessIn(stack).addToRolePolicy(
        new PolicyStatement({ actions: ['bedrock-agentcore:InvokeGateway'], resources: [shop.attrGatewayArn] }),
      );
    });
  const choice = (first: string, second: string) => (stack: Stack) => {
    new CfnCondition(stack, 'IsOpen', { expression: Fn.conditionEquals('1', '1') });
    return Fn.conditionIf('IsOpen', first, second).toString();
  };
  const found = (one: Review) => one.findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('gateway-'));

  test('without authorization in one branch of a condition is open', () => {
    const open = gateway(choice('AWS_IAM', 'NONE'));
    expect(rows(open, /^Gateway/)).toEqual([
      'open | anyone on the internet | no authorization in one branch of a condition',
    ]);
    expect(found(open)).toEqual(['gateway-without-authorization']);
    expect(found(gateway(choice('AWS_IAM', 'CUSTOM_JWT')))).toEqual([]);
  });

  test('with a type that is known at deployment only is open', () => {
    const parameter = (stack: Stack) => new CfnParameter(stack, 'Type').valueAsString;
    expect(rows(gateway(parameter), /^Gateway/)).toEqual([
      'open | unknown callers, possibly anyone on the internet | the authorizer type is <Type>, which is known at deployment only',
    ]);
  });

  test.each([
    ['*', 'limited | the IAM user Developer and the harness Agent | IAM permission of the caller'],
    [
      'arn:aws:bedrock-agentcore:*:*:gateway/*',
      'limited | the IAM user Developer and the harness Agent | IAM permission of the caller',
    ],
    ['arn:aws:bedrock-agentcore:*:*:memory/*', 'limited | the harness Agent | IAM permission of the caller'],
  ])('has the callers with a permission for %s', (resource, row) => {
    const actions = ['bedrock-agentcore:Invoke*'];
    const developer = ({ stack }: CfnGateway) =>
      new User(stack, 'Developer').addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    expect(
      rows(
        gateway(() => 'AWS_IAM', developer),
        /^Gateway/,
      ),
    ).toEqual([row]);
  });

  test.each([
    ['*', 'open | every AWS account and the harness Agent | IAM permission of the caller; resource policy'],
    [
      '444455556666',
      'limited | the account 444455556666 and the harness Agent | IAM permission of the caller; resource policy',
    ],
  ])('has the callers of its resource policy for %s', (principal, row) => {
    const policy = ({ stack, attrGatewayArn }: CfnGateway) => {
      const statement = {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'bedrock-agentcore:*',
        Resource: '*',
      };
      new CfnResourcePolicy(stack, 'Policy', {
        resourceArn: attrGatewayArn,
        policy: stack.toJsonString({ Statement: [statement] }),
      });
    };
    expect(
      rows(
        gateway(() => 'AWS_IAM', policy),
        /^Gateway/,
      ),
    ).toEqual([row]);
  });
});

describe('The words of a statement', () => {
  const statement = (actions: string[], more: object = { resources: ['*'] }) =>
    words((role) => role.addToPolicy(new PolicyStatement({ actions, ...more })));

  test.each([
    ['s3:DeleteBucket', '* Delete every bucket'],
    ['s3:PutBucketPolicy', '* Use every resource (s3:PutBucketPolicy)'],
    ['s3:Put*', '* Write objects, policies and settings of every bucket'],
    ['s3:DeleteObject*', '* Delete objects of every bucket'],
    ['s3:PutObject', '* Write objects of every bucket'],
    ['dynamodb:DeleteTable', '* Delete every DynamoDB table'],
    ['dynamodb:DeleteItem', '* Delete items of every DynamoDB table'],
    ['dynamodb:Delete*', '* Use every resource (dynamodb:Delete*)'],
    ['logs:DeleteLogGroup', '* Use every resource (logs:DeleteLogGroup)'],
    ['logs:PutLogEvents', '* Write to every log group'],
    ['bedrock-agentcore:DeleteCodeInterpreter', '* Use every resource (bedrock-agentcore:DeleteCodeInterpreter)'],
    ['bedrock-agentcore:StartCodeInterpreterSession', '* Run code in sessions of every code interpreter'],
  ])('for %s do not play it down', (action, expected) => {
    expect(statement([action])).toEqual([expected]);
  });

  test('with excluded resources name them', () => {
    expect(statement(['s3:GetObject'], { notResources: ['arn:aws:s3:::private/*'] })).toEqual([
      '* Read objects of every resource except the bucket private',
    ]);
    expect(statement(['s3:GetObject'], { resources: ['arn:aws:s3:::public/*'] })).toEqual([
      'Read objects of the bucket public',
    ]);
  });
});

describe('A permission that names agents by exceptions or by a pattern', () => {
  const callersWith = (statement: (arn: string) => object) => {
    const { agents } = review((stack) => {
      const { harnessArn } = harnessIn(stack, { harnessName: 'desk' });
      const role = new Role(stack, 'Visitor', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(PolicyStatement.fromJson({ Effect: 'Allow', Action: INVOKE, ...statement(harnessArn) }));
    });
    return agents.flatMap(callers).filter((each) => each.startsWith('IAM role'));
  };
  const harnesses = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:harness`;

  test.each<[what: string, statement: (arn: string) => object]>([
    ['all resources except a bucket', () => ({ NotResource: 'arn:aws:s3:::orders' })],
    ['all harnesses except others', () => ({ NotResource: `${harnesses}/help-*` })],
    ['a prefix of the name', () => ({ Resource: `${harnesses}/desk-*` })],
    ['a pattern of the ID', () => ({ Resource: `${harnesses}/desk-??????????` })],
    ['a part of the name', () => ({ Resource: `arn:aws:bedrock-agentcore:*:${ACCOUNT}:harness/d*` })],
  ])('permits %s', (_, statement) => {
    expect(callersWith(statement)).toEqual([expect.stringContaining('by a permission for every agent')]);
  });

  test.each<[what: string, statement: (arn: string) => object]>([
    ['all resources except the harness', (arn) => ({ NotResource: arn })],
    ['all resources except harnesses of the name', () => ({ NotResource: [`${harnesses}/desk-*`] })],
    ['harnesses of another name', () => ({ Resource: `${harnesses}/helpdesk-*` })],
    ['a runtime of the name', () => ({ Resource: `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/desk-*` })],
    [
      'harnesses of another Region',
      () => ({ Resource: `arn:aws:bedrock-agentcore:eu-west-9:${ACCOUNT}:harness/desk-*` }),
    ],
  ])('does not permit the harness with %s', (_, statement) => {
    expect(callersWith(statement)).toEqual([]);
  });
});
