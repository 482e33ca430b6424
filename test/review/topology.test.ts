import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AgentRuntimeArtifact, Runtime as AwsRuntime, CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';
import { OAuthScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Schedule as EventSchedule, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, ArnPrincipal, PolicyStatement, Role, User } from 'aws-cdk-lib/aws-iam';
import {
  Code,
  FunctionUrlAuthType,
  Function as LambdaFunction,
  Runtime as LambdaRuntime,
} from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type App, Duration, Stack } from 'aws-cdk-lib/core';
import { Authorizer, EventTarget, Harness, HarnessMemory, InvokeHarness, Model, ScheduleTarget } from '../../src';
import type { AgentInfo } from '../../src/review/model';
import { reviewOf } from '../../src/review/review';
import { FIXTURES } from '../support/fixtures';
import { ACCOUNT, harnessIn, MODEL, REGION, runtimeIn } from '../support/helpers';
import { assemblies, callers, edges, text } from './reviewed';

const assemblyOf = assemblies();
const HERE = { env: { account: ACCOUNT, region: REGION } };

/** The agents of an app with one stack, by name. */
function agentsOf(fill: (stack: Stack, app: App) => void): readonly AgentInfo[] {
  return reviewOf(assemblyOf((app) => fill(new Stack(app, 'Test', HERE), app))).agents;
}

/** The only agent of an app. */
function agentOf(fill: (stack: Stack) => void): AgentInfo {
  const agents = agentsOf(fill);
  expect(agents).toHaveLength(1);
  return agents[0];
}

function lambda(stack: Stack, id: string): LambdaFunction {
  return new LambdaFunction(stack, id, {
    ...{ runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('-') },
  });
}

describe('The callers of an agent', () => {
  test('are none without grants', () => {
    const { topology } = agentOf((stack) => harnessIn(stack));
    expect(topology.nodes.filter(({ column }) => column === 'callers')).toEqual([
      {
        id: 'Test/Agent#no-iam-callers',
        column: 'callers',
        kind: 'IAM',
        name: 'No IAM callers',
        lines: ['no principal of the app is permitted to invoke it'],
        isMuted: true,
      },
    ]);
  });

  test('are functions, state machines, users and roles with grants, with their permissions', () => {
    const agent = agentOf((stack) => {
      const { grants } = harnessIn(stack);
      grants.invoke(lambda(stack, 'Backend'));
      grants.invokeCommand(new User(stack, 'Operator'));
      grants.openShell(new Role(stack, 'Support', { assumedBy: new AccountPrincipal('444455556666') }));
      grants.invoke(
        new StateMachine(stack, 'Flow', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) }),
      );
      grants.invoke(Role.fromRoleName(stack, 'Imported', 'partner'));
      lambda(stack, 'Unrelated');
    });
    expect(callers(agent)).toEqual([
      'IAM role: Support | trusts the account 444455556666 | open shells as root in sessions',
      'IAM role outside of the app: partner',
      'IAM user: Operator | run commands as root in sessions',
      'Lambda function: Backend',
      'State machine: Flow',
    ]);
  });

  test('on one endpoint have an edge to it', () => {
    const agent = agentOf((stack) => {
      const harness = harnessIn(stack);
      const live = harness.addEndpoint('live');
      harness.addEndpoint('next');
      live.grants.invoke(lambda(stack, 'Backend'));
    });
    expect(edges(agent.topology).filter((edge) => edge.startsWith('Backend'))).toEqual([
      'Backend -> DEFAULT',
      'Backend -> live',
    ]);
  });

  test('include those with permissions for every agent, and not those with other permissions', () => {
    const agent = agentOf((stack) => {
      harnessIn(stack);
      const allow = (id: string, action: string, resource: string) =>
        lambda(stack, id).addToRolePolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
      allow('Admin', 'bedrock-agentcore:*', '*');
      allow('Pattern', 'bedrock-agentcore:Invoke*', `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:harness/*`);
      allow('Reader', 'bedrock-agentcore:GetHarness', '*');
      allow(
        'Runtimes',
        'bedrock-agentcore:InvokeAgentRuntime',
        `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/*`,
      );
    });
    const [admin, pattern, ...others] = callers(agent);
    expect(admin).toMatch(/^Lambda function: Admin \| invoke \| .*\| by a permission for every agent$/);
    expect(pattern).toMatch(/^Lambda function: Pattern \| invoke \| .*\| by a permission for every agent$/);
    expect(others).toEqual([]);
  });

  test('have the names of their schedules and rules, and not the ID that all their workflows have', () => {
    const agent = agentOf((stack) => {
      const harness = harnessIn(stack);
      new Schedule(stack, 'Daily', {
        schedule: ScheduleExpression.rate(Duration.days(1)),
        target: ScheduleTarget.harness(harness, { prompt: 'Report' }),
      });
      new Rule(stack, 'Uploads', {
        eventPattern: { source: ['aws.s3'] },
        targets: [EventTarget.harness(harness, { prompt: 'Report' })],
      });
      const task = InvokeHarness.jsonPath(stack, 'Ask', { harness, prompt: 'Report' });
      new StateMachine(stack, 'Workflow', { definitionBody: DefinitionBody.fromChainable(task) });
    });
    expect(callers(agent)).toEqual([
      'State machine: Daily | started by the schedule Daily',
      'State machine: Uploads | started by the EventBridge rule Uploads',
      'State machine: Workflow',
    ]);
  });

  test('show what starts them', () => {
    const agent = agentOf((stack) => {
      const { grants } = runtimeIn(stack);
      const scheduled = lambda(stack, 'Scheduled');
      new Rule(stack, 'Daily', {
        schedule: EventSchedule.expression('rate(1 day)'),
        targets: [new LambdaTarget(scheduled)],
      });
      const open = lambda(stack, 'Open');
      open.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
      const closed = lambda(stack, 'Closed');
      closed.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
      const api = lambda(stack, 'Behind');
      new RestApi(stack, 'Api').root.addMethod('GET', new LambdaIntegration(api));
      for (const each of [scheduled, open, closed, api]) {
        grants.invoke(each);
      }
    });
    expect(callers(agent)).toEqual([
      'Lambda function: Behind | called by the API Gateway REST API Api',
      'Lambda function: Closed | has a URL for IAM principals',
      'Lambda function: Open | has a public URL',
      'Lambda function: Scheduled | started by the EventBridge rule Daily',
    ]);
    expect(agent.exposure.filter(({ way }) => way === 'Public URL').map(({ who, level }) => [who, level])).toEqual([
      ['anyone who reaches the Lambda function Behind', 'open'],
      ['anyone who reaches the Lambda function Open', 'open'],
    ]);
  });

  test('in other accounts reach the endpoints whose policies name them', () => {
    const agent = agentOf((stack) => {
      const runtime = runtimeIn(stack);
      runtime.addEndpoint('live').grants.invoke(new ArnPrincipal('arn:aws:iam::444455556666:role/buyer'));
      runtime.grants.invoke(new ArnPrincipal('arn:aws:iam::777788889999:role/partner'));
    });
    expect(callers(agent)).toEqual([
      'IAM role: buyer | account 444455556666 | permitted by the resource policy',
      'IAM role: partner | account 777788889999 | permitted by the resource policy',
    ]);
    expect(edges(agent.topology).filter((edge) => /^(buyer|partner)/.test(edge))).toEqual([
      'buyer -> live',
      'partner -> DEFAULT',
      'partner -> live',
    ]);
    const rows = agent.exposure.filter(({ way }) => way === 'Resource policy').map(({ who, checks }) => [who, checks]);
    expect(rows).toEqual([
      ['the IAM role buyer of the account 444455556666', 'InvokeAgentRuntime on the endpoint live'],
      ['the IAM role partner of the account 777788889999', 'InvokeAgentRuntime on the endpoints DEFAULT and live'],
    ]);
  });

  test('in other accounts are open if the policy names every AWS account, and denied if it denies them', () => {
    const withPolicy = (statement: object) =>
      agentOf((stack) => {
        const runtime = runtimeIn(stack);
        new CfnResourcePolicy(stack, 'Policy', {
          resourceArn: runtime.runtimeArn,
          policy: stack.toJsonString({
            Statement: [{ Action: 'bedrock-agentcore:InvokeAgentRuntime', Resource: '*', ...statement }],
          }),
        });
      });
    const row = (statement: object) =>
      withPolicy(statement)
        .exposure.filter(({ way }) => way.startsWith('Resource policy'))
        .map(({ way, who, level, checks }) => [way, who, level, checks].join(' | '));
    expect(row({ Effect: 'Allow', Principal: '*' })).toEqual([
      'Resource policy | every AWS account | open | InvokeAgentRuntime',
    ]);
    const organization = { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } };
    expect(row({ Effect: 'Allow', Principal: '*', Condition: organization })).toEqual([
      'Resource policy | every AWS account | limited | InvokeAgentRuntime. Only if aws:PrincipalOrgID is o-1234567890.',
    ]);
    const denied = { Effect: 'Deny', Principal: { AWS: '444455556666' } };
    expect(row(denied)).toEqual(['Resource policy, denial | the account 444455556666 | limited | InvokeAgentRuntime']);
    expect(callers(withPolicy(denied))).toEqual(['AWS account: 444455556666 | denied by the resource policy']);
    expect(row({ Effect: 'Allow', Principal: '*', Action: 'bedrock-agentcore:GetAgentCard' })).toEqual([]);
  });

  test('include another agent of the app', () => {
    const agents = agentsOf((stack) => {
      const worker = runtimeIn(stack);
      const boss = new Harness(stack, 'Boss', { model: MODEL });
      worker.grants.invoke(boss);
    });
    expect(agents.map(callers)).toEqual([['Harness: Boss'], [expect.stringMatching(/^IAM: No IAM callers/)]]);
    expect(edges(agents[1].topology)).toContain('Boss -> Agent');
  });

  test('with tokens are the users of a pool through its clients', () => {
    const withPool = (selfSignUpEnabled: boolean) =>
      agentOf((stack) => {
        const pool = new UserPool(stack, 'Users', { selfSignUpEnabled });
        const browser = pool.addClient('Browser');
        const backend = pool.addClient('Backend', {
          generateSecret: true,
          oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID] },
        });
        const agent = harnessIn(stack, {
          authorizer: Authorizer.cognito(pool, { clients: [browser, backend] }),
        });
        agent.grants.invoke(lambda(stack, 'Forgotten'));
      });
    const agent = withPool(false);
    expect(callers(agent)).toEqual([
      'Cognito user pool: Users | client Backend (secret) | client Browser',
      'Lambda function: Forgotten | without effect: the agent accepts tokens only',
    ]);
    expect(edges(agent.topology).filter((edge) => edge.endsWith('DEFAULT'))).toEqual(['Users -> DEFAULT']);
    expect(agent.exposure[0]).toEqual({
      way: 'InvokeHarness',
      who: 'users of Users through the clients Backend and Browser',
      checks: 'issuer, client ID; no scope is required',
      level: 'limited',
    });
    expect(withPool(true).exposure[0]).toMatchObject({
      checks: 'issuer, client ID; no scope is required; anyone can sign up in the user pool',
      level: 'open',
    });
  });
});

describe('The agent', () => {
  test('shows further models that its role permits', () => {
    const lines = (fill: (agent: Harness) => void) =>
      agentOf((stack) => fill(harnessIn(stack))).topology.nodes.find(({ column }) => column === 'agent')?.lines;
    expect(lines(() => undefined)).toEqual([
      'Amazon Nova Pro',
      '75 iterations, timeout 1 h',
      'sessions: idle 15 min, at most 8 h',
      'IAM authorization',
    ]);
    const permit = (resource: string) => (agent: Harness) =>
      agent.addToRolePolicy(new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: [resource] }));
    expect(lines(permit(`arn:aws:bedrock:${REGION}::foundation-model/amazon.nova-lite-v1:0`))).toContain(
      'may also invoke Amazon Nova Lite',
    );
    expect(lines(permit('*'))).toContain('may also invoke every model');
  });

  test('shows the inference profile of its model', () => {
    const agent = agentOf((stack) =>
      harnessIn(stack, { model: Model.bedrock('global.anthropic.claude-sonnet-4-6', { temperature: 0.2 }) }),
    );
    const [node] = agent.topology.nodes.filter(({ column }) => column === 'agent');
    expect(node.lines.slice(0, 2)).toEqual(['Claude Sonnet 4.6, global inference profile', 'temperature 0.2']);
  });

  test('does not show the values of environment variables', () => {
    const secret = { API_KEY: 'do-not-print-1', DATABASE_URL: 'postgres://admin:do-not-print-2@example.com/x' };
    const assembly = assemblyOf((app) => {
      const stack = new Stack(app, 'Test', HERE);
      harnessIn(stack, { environment: secret });
      new AwsRuntime(stack, 'Other', {
        agentRuntimeArtifact: AgentRuntimeArtifact.fromImageUri(`${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/clerk:v1`),
        environmentVariables: secret,
      });
    });
    expect(JSON.stringify(reviewOf(assembly))).not.toMatch(/do-not-print/);
  });
});

describe('The data of an agent', () => {
  const data = (agent: AgentInfo) => agent.topology.nodes.filter(({ column }) => column === 'data').map(text);

  test('has no memory if that is disabled', () => {
    const withMemory = (memory: HarnessMemory) => data(agentOf((stack) => harnessIn(stack, { memory })));
    const network = 'data: Network: Public network | sessions reach the internet';
    expect(withMemory(HarnessMemory.none())).toEqual([network]);
    expect(withMemory(HarnessMemory.managed())).toEqual([
      'data: Memory: Managed memory | semantic, summarization | events 30 days | AWS owned key | deleted with the harness',
      network,
    ]);
  });

  test('shows the access to file systems, and the network', () => {
    expect(data(agentOf(FIXTURES.vpcAgent))).toEqual([
      'data: EFS · retained: Cases | /mnt/cases, read and write',
      'data: EFS · retained: Ledgers | /mnt/ledgers, read only',
      expect.stringMatching(/^data: Memory: Managed memory/),
      'data: S3 Files · retained: Reports | /mnt/reports, read and write',
      'data: S3 Files · retained: Scans | /mnt/scans, read only',
      'data: Session storage: Session storage | /mnt/work',
      'data: VPC: Vpc | 2 subnets | internet through NAT | security group Archivist',
    ]);
  });

  test('shows an API key once, with the name of its secret', () => {
    expect(data(agentOf(FIXTURES.openAiModels)).filter((line) => /Key|Secret/.test(line))).toEqual([
      'data: API key: OpenAi | secret OpenAiSecret',
      'data: API key: OpenAiSpare | secret OpenAiSpareSecret',
    ]);
  });
});
