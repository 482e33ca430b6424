/** Changes that no other part of the list of changes shows: who else can call, what data is lost, and what moves. */
import { CfnHarness, type CfnHarnessProps } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  AccountPrincipal,
  type IPrincipal,
  OrganizationPrincipal,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { App, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Authorizer, ClaimRule, Harness, HarnessMemory, type JwtAuthorizerOptions, Tool } from '../../../src';
import { readAssembly } from '../../../src/review/assembly';
import { type Reviewed, withChanges } from '../../../src/review/changes/changes';
import { reviewOf } from '../../../src/review/review';
import { ACCOUNT, harnessIn, MODEL, REGION } from '../../support/helpers';
import { temporaryDirectories } from '../../support/temporary';

const directory = temporaryDirectories();
const LAMBDA = new ServicePrincipal('lambda.amazonaws.com');
const OTHER = new AccountPrincipal('444455556666');
const MEMORY = 'Its managed memory is deleted with its data: conversations, facts, summaries of sessions.';

type Fill = (stack: Stack) => void;

function reviewed(fill: Fill, props: StackProps = {}): Reviewed {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION }, ...props }));
  const assembly = readAssembly(app.synth().directory);
  return { assembly, review: reviewOf(assembly) };
}

/** The changes between two apps, without new versions and permissions. */
function changes(base: Fill, change: Fill, props?: StackProps): string[] {
  const all = withChanges(reviewed(change, props), reviewed(base)).changes ?? [];
  return all
    .filter(({ kind }) => kind !== 'version' && kind !== 'permission')
    .map(({ severity, tag, words }) => `${severity} ${tag}: ${words}`);
}

describe('The trust policy of a caller', () => {
  const role =
    (assumedBy: IPrincipal): Fill =>
    (stack) => {
      harnessIn(stack).grants.invoke(new Role(stack, 'Visitors', { assumedBy }));
    };
  const worker =
    (isShared: boolean): Fill =>
    (stack) => {
      const code = Code.fromInline('exports.handler = async () => {};');
      const props = { runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler', code };
      const lambda = new LambdaFunction(stack, 'Worker', props);
      harnessIn(stack).grants.invoke(lambda);
      if (isShared) {
        const statement = new PolicyStatement({ actions: ['sts:AssumeRole'], principals: [OTHER] });
        (lambda.role as Role).assumeRolePolicy?.addStatements(statement);
      }
    };

  test('that admits another account is a warning', () => {
    expect(changes(role(LAMBDA), role(OTHER))).toEqual([
      'warning caller: IAM role Visitors, which can call the harness Agent, changes: trusts the account 444455556666. Before: trusts the service lambda.amazonaws.com.',
    ]);
    expect(changes(role(OTHER), role(OTHER))).toEqual([]);
  });

  test('has the conditions for accounts, but not for services', () => {
    const [one, other] = ['o-1234567890', 'o-0987654321'].map((id) => role(new OrganizationPrincipal(id)));
    expect(changes(one, other)).toEqual([
      'warning caller: IAM role Visitors, which can call the harness Agent, changes: trusts every AWS account, only if aws:PrincipalOrgID is o-0987654321. Before: trusts every AWS account, only if aws:PrincipalOrgID is o-1234567890.',
    ]);
    const conditions = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
    expect(changes(role(LAMBDA), role(LAMBDA.withConditions(conditions)))).toEqual([]);
  });

  test('of a function admits others than AWS Lambda', () => {
    expect(changes(worker(false), worker(true))).toEqual([
      'warning caller: Lambda function Worker, which can call the harness Agent, changes: its role trusts the account 444455556666.',
    ]);
    expect(changes(worker(true), worker(false))).toEqual([
      'info caller: Lambda function Worker, which can call the harness Agent, changes. Before: its role trusts the account 444455556666.',
    ]);
  });
});

describe('The checks of tokens', () => {
  const jwt =
    (options: JwtAuthorizerOptions): Fill =>
    (stack) => {
      const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', options);
      harnessIn(stack, { authorizer });
    };
  const groups = (...names: string[]) => names.map((name) => ClaimRule.listContains('groups', name));

  test.each<[what: string, base: JwtAuthorizerOptions, change: JwtAuthorizerOptions, start: string]>([
    [
      'a client',
      { clients: ['web'], scopes: ['ask'] },
      { scopes: ['ask'] },
      'warning wider exposure: InvokeHarness of',
    ],
    ['no other client', { clients: ['web'] }, { clients: ['web', 'app'] }, 'warning wider exposure: InvokeHarness of'],
    ['a scope', { scopes: ['ask', 'read'] }, { scopes: ['ask', 'all'] }, 'warning exposure: AuthorizerConfiguration.'],
    ['an audience', { audiences: ['desk'] }, { audiences: ['all'] }, 'warning exposure: AuthorizerConfiguration.'],
    [
      'a claim',
      { claims: groups('admins') },
      { claims: groups('everyone') },
      'warning exposure: AuthorizerConfiguration.',
    ],
  ])('no longer require %s', (_, base, change, start) => {
    expect(changes(jwt(base), jwt(change))).toEqual([expect.stringContaining(start)]);
    expect(changes(jwt(change), jwt(change))).toEqual([]);
  });

  test('that are added are a note', () => {
    const [more] = changes(jwt({ scopes: ['ask'] }), jwt({ clients: ['web'], scopes: ['ask'] }));
    expect(more).toMatch(
      /^info exposure: InvokeHarness of the harness Agent: users of login\.example\.com through the/,
    );
    const [fewer] = changes(jwt({ clients: ['app', 'web'] }), jwt({ clients: ['web'] }));
    expect(fewer).toMatch(/^info exposure: /);
  });
});

describe('The managed memory of a harness', () => {
  const harness =
    (harnessName: string, memory = HarnessMemory.managed(), policy?: RemovalPolicy): Fill =>
    (stack) => {
      const agent = new Harness(stack, 'Agent', { model: MODEL, harnessName, memory });
      if (policy) {
        agent.applyRemovalPolicy(policy);
      }
    };
  const none = () => {};

  test('is lost with the harness', () => {
    expect(changes(harness('desk'), none)).toEqual([
      `error data loss: The harness Agent is removed. Callers can no longer invoke it. ${MEMORY}`,
    ]);
    expect(changes(harness('desk'), harness('help'))).toEqual([
      `error data loss: The harness Agent is replaced, because HarnessName changes. Its ARN changes. ${MEMORY}`,
    ]);
  });

  test('is not lost if there is none, or if the harness is retained', () => {
    const removed = 'warning removed agent: The harness Agent is removed. Callers can no longer invoke it.';
    const { RETAIN } = RemovalPolicy;
    expect(changes(harness('desk', HarnessMemory.none()), none)).toEqual([removed]);
    expect(changes(harness('desk', HarnessMemory.managed(), RETAIN), none)).toEqual([removed]);
    expect(changes(harness('desk', HarnessMemory.none()), harness('help', HarnessMemory.none()))).toEqual([
      'warning replaced: The harness Agent is replaced, because HarnessName changes. Its ARN changes.',
    ]);
  });

  test('that the harness no longer uses is a warning, and no replacement', () => {
    const [first, ...others] = changes(harness('desk'), harness('desk', HarnessMemory.none()));
    expect(first).toBe(
      'warning memory: The harness Agent no longer uses its managed memory. AWS does not document what happens to its data: conversations, facts, summaries of sessions.',
    );
    expect(others.filter((change) => change.includes('replaced'))).toEqual([]);
  });
});

describe('A stack', () => {
  const fill: Fill = (stack) => {
    harnessIn(stack, { harnessName: 'desk' });
  };
  const end = 'The new stack has none of the data of the old one, which is not deleted.';

  test.each<[what: string, props: StackProps, reason: string]>([
    ['Region', { env: { account: ACCOUNT, region: 'eu-west-1' } }, `its Region changes from ${REGION} to eu-west-1`],
    [
      'account',
      { env: { account: '444455556666', region: REGION } },
      'its account changes from 111122223333 to 444455556666',
    ],
    ['name', { stackName: 'Help' }, 'its name changes from Test to Help'],
  ])('with another %s is created again', (_, props, reason) => {
    expect(changes(fill, fill, props)).toContain(
      `warning moved: The stack Test is created again, because ${reason}. ${end}`,
    );
    expect(changes(fill, fill)).toEqual([]);
  });

  test('without an environment is not compared', () => {
    expect(changes(fill, fill, { env: undefined }).filter((change) => change.includes('moved'))).toEqual([]);
  });
});

test('A list that becomes empty, or is no longer empty, is one change', () => {
  const harness =
    (allowedTools: CfnHarnessProps['allowedTools']): Fill =>
    (stack) => {
      const executionRoleArn = `arn:aws:iam::${ACCOUNT}:role/desk`;
      new CfnHarness(stack, 'Desk', { harnessName: 'desk', executionRoleArn, model: {}, allowedTools });
    };
  expect(changes(harness(['shell', 'browser']), harness([]))).toEqual([
    'info setting: AllowedTools of the harness Desk changes from shell and browser to an empty list.',
  ]);
  expect(changes(harness([]), harness(['*']))).toEqual([
    'info setting: AllowedTools of the harness Desk changes from an empty list to *.',
  ]);
});

describe('Tools without a name', () => {
  const harness =
    (...tools: Tool[]): Fill =>
    (stack) => {
      harnessIn(stack, { tools });
    };

  test('are compared by their type', () => {
    const both = harness(Tool.codeInterpreter(), Tool.browser());
    expect(changes(both, both)).toEqual([]);
    expect(changes(both, harness(Tool.browser(), Tool.codeInterpreter()))).toEqual([]);
    expect(changes(both, harness(Tool.browser()))).toEqual([
      expect.stringMatching(
        /^info removed tool: Code interpreter AWS managed is no longer used by the harness Agent\.$/,
      ),
    ]);
  });
});
