import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type App, Stack } from 'aws-cdk-lib/core';
import { Harness } from '../../src';
import type { ReviewedAssembly } from '../../src/review/assembly';
import { ReviewContext } from '../../src/review/context';
import type { Permission } from '../../src/review/model';
import { ownerOf } from '../../src/review/owners';
import { permissionsOf } from '../../src/review/permissions';
import { FIXTURES } from '../support/fixtures';
import { ACCOUNT, harnessIn, MODEL, REGION } from '../support/helpers';
import { assemblies, at } from './reviewed';

const assemblyOf = assemblies();
const HERE = { env: { account: ACCOUNT, region: REGION } };

/** The permissions of the resource at a path. */
function permissionsAt(assembly: ReviewedAssembly, path: string): Permission[] {
  const context = new ReviewContext(assembly);
  const owner = ownerOf(context, at(assembly, path));
  return owner ? permissionsOf(context, owner) : [];
}

function ofAgent(fill: (agent: Harness, stack: Stack, app: App) => void): Permission[] {
  const assembly = assemblyOf((app) => {
    const stack = new Stack(app, 'Test', HERE);
    fill(harnessIn(stack), stack, app);
  });
  return permissionsAt(assembly, 'Test/Agent');
}

const shown = ({ feature, words, reason, isExplained, hasWildcard }: Permission) => ({
  ...{ feature, words, reason, isExplained, hasWildcard },
});

describe('The permissions of a harness', () => {
  test('are in words, by feature', () => {
    const permissions = ofAgent(() => undefined);
    expect(permissions.map(({ feature, words }) => `${feature}: ${words}`)).toEqual([
      'Container image: Pull the image from Amazon ECR Public',
      'Logs, traces, metrics: Let AWS X-Ray deliver traces to the log group of the agent',
      'Logs, traces, metrics: List the log groups',
      'Logs, traces, metrics: Publish metrics',
      'Logs, traces, metrics: Send traces to AWS X-Ray',
      'Logs, traces, metrics: Write the log group of the agent',
      'Memory: Write events to the managed memory of the harness Agent; delete its events; read its events; search its records',
      'Model: Invoke Amazon Nova Pro',
      'Workload identity: Get access tokens for the workload identity of the agent',
      'Other roles: Assume any other role',
    ]);
    expect(permissions.filter(({ isExplained }) => !isExplained)).toEqual([]);
    expect(new Set(permissions.map(({ role, owner }) => `${role}, ${owner}`))).toEqual(
      new Set(['Test/Agent/Role, the harness Agent']),
    );
  });

  test('contain the statement as text, without intrinsic functions', () => {
    const [model] = ofAgent(() => undefined).filter(({ feature }) => feature === 'Model');
    const arn = `arn:aws:bedrock:${REGION}::foundation-model/amazon.nova-pro-v1:0`;
    expect(model.statement).toEqual({
      Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      Effect: 'Allow',
      Resource: arn,
      Sid: 'ModelBedrock',
    });
    expect([model.actions, model.resources, model.hasWildcard]).toEqual([
      ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      [arn],
      false,
    ]);
  });

  test('that users grant are not explained, and in words from their actions', () => {
    const permissions = ofAgent((agent, stack) => new Bucket(stack, 'Docs').grantRead(agent));
    expect(permissions.filter(({ isExplained }) => !isExplained).map(shown)).toEqual([
      {
        feature: 'Other',
        words: 'Read objects of the bucket Docs; list its objects',
        reason: 'The permission includes all objects with the prefix.',
        isExplained: false,
        hasWildcard: true,
      },
    ]);
  });

  test.each([
    ['every action', ['*'], 'Call every action of every service on every resource'],
    ['all actions of a service', ['kinesis:*'], 'Call every action of kinesis on every resource'],
    ['an action without words', ['glue:GetTable'], 'Read every resource (glue:GetTable)'],
    ['an action without words that writes', ['glue:StartJobRun'], 'Use every resource (glue:StartJobRun)'],
    ['a known action', ['s3:DeleteObject'], 'Delete objects of every bucket'],
  ])('on * stand out without a reason: %s', (_, actions, words) => {
    const permissions = ofAgent((agent) => agent.addToRolePolicy(new PolicyStatement({ actions, resources: ['*'] })));
    expect(permissions.filter(({ isExplained }) => !isExplained).map(shown)).toEqual([
      { feature: 'Other', words, reason: undefined, isExplained: false, hasWildcard: true },
    ]);
  });

  test('say what conditions limit', () => {
    const conditions = {
      StringEquals: { 'aws:ResourceTag/team': ['a', 'b'] },
      Null: { 'aws:TokenIssueTime': 'false' },
    };
    const [statement] = ofAgent((agent) =>
      agent.addToRolePolicy(
        new PolicyStatement({ sid: 'Team', actions: ['ec2:DescribeInstances'], resources: ['*'], conditions }),
      ),
    ).filter(({ isExplained }) => !isExplained);
    expect(shown(statement)).toEqual({
      feature: 'Team',
      words: 'Look up instances, networks and volumes',
      reason:
        'IAM cannot limit these actions to resources. Only if aws:ResourceTag/team is a or b. Only if aws:TokenIssueTime is present.',
      isExplained: false,
      hasWildcard: true,
    });
  });
});

describe('The permissions of a role', () => {
  const statement = new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::docs/*'] });
  const agentWith = (stack: Stack, role: Role) => new Harness(stack, 'Agent', { model: MODEL, role });

  test('include those of inline policies, attached policies and managed policies of the app', () => {
    const assembly = assemblyOf((app) => {
      const stack = new Stack(app, 'Test', HERE);
      const role = new Role(stack, 'Shared', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
      agentWith(stack, role);
      role.addManagedPolicy(new ManagedPolicy(stack, 'Listed', { statements: [statement] }));
      new ManagedPolicy(stack, 'Attached', {
        roles: [role],
        users: [new User(stack, 'Somebody')],
        statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::docs/in/*'] })],
      });
      role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AmazonBedrockFullAccess'));
    });
    const unexplained = permissionsAt(assembly, 'Test/Agent').filter(({ isExplained }) => !isExplained);
    expect(unexplained.map(({ feature, words, role }) => `${feature}: ${words} (${role})`)).toEqual([
      'Managed policy: Everything that the managed policy AmazonBedrockFullAccess permits (Test/Shared)',
      'Other: Read objects of the bucket docs (Test/Shared)',
      'Other: Write objects of the prefix in/ of the bucket docs (Test/Shared)',
    ]);
  });

  test('outside of the app are those that the app adds, and a remark', () => {
    const assembly = assemblyOf((app) => {
      const stack = new Stack(app, 'Test', HERE);
      const role = Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ACCOUNT}:role/agents/desk`);
      new Harness(stack, 'Agent', { model: MODEL, role }).addToRolePolicy(statement);
    });
    const permissions = permissionsAt(assembly, 'Test/Agent');
    expect(permissions.filter(({ isExplained }) => !isExplained).map(({ feature }) => feature)).toEqual([
      'Other',
      'Role outside of the app',
    ]);
    expect(permissions.filter(({ feature }) => feature === 'Model').map(({ words }) => words)).toEqual([
      'Invoke Amazon Nova Pro',
    ]);
  });
});

/** Words that contain the name of an action, because there are no better words. */
const NAMED = /\([a-z0-9-]+:/;
/** The statement of the Runtime of aws-cdk-lib for all workload identities of the account. */
const OF_CDK = 'GetAgentAccessToken';
/** The features with actions that users choose. */
const FREE = /^(Use|Target) · /;

describe('The fixtures', () => {
  test.each(Object.entries(FIXTURES))('have words and reasons for each statement of this library: %s', (_, fill) => {
    const assembly = assemblyOf((app) => fill(new Stack(app, 'Test', HERE)));
    const context = new ReviewContext(assembly);
    const permissions = context.references.resources.flatMap((resource) => {
      const owner = ownerOf(context, resource);
      return owner ? permissionsOf(context, owner) : [];
    });
    const ours = permissions.filter(({ statement, isExplained }) => isExplained || statement.Sid !== undefined);
    const unexplained = ours.filter(({ isExplained }) => !isExplained).map(({ statement }) => statement);
    expect(
      unexplained.map(
        ({ Sid, Action }) =>
          `${Sid} has no row in src/review/features.ts with its prefix and the services of ${Action}`,
      ),
    ).toEqual([]);
    const wild = ours.filter(
      ({ resources, effect, statement }) =>
        effect === 'Allow' && statement.Sid !== OF_CDK && resources.some((each) => each.includes('*')),
    );
    expect(wild.filter(({ reason }) => reason === undefined).map(({ statement }) => statement)).toEqual([]);
    expect(
      ours.filter(({ words, feature }) => /\{\}|undefined/.test(words) || (NAMED.test(words) && !FREE.test(feature))),
    ).toEqual([]);
  });
});
