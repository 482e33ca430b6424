/** Changes that let more callers in, or that a reader would not see in masked values. */
import {
  CfnGateway,
  CfnHarness,
  type CfnHarnessProps,
  CfnMemory,
  CfnResourcePolicy,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { App, CfnCondition, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { readAssembly } from '../../../src/review/assembly';
import { type Reviewed, withChanges } from '../../../src/review/changes/changes';
import { reviewOf } from '../../../src/review/review';
import { ACCOUNT, REGION } from '../../support/helpers';
import { temporaryDirectories } from '../../support/temporary';

const directory = temporaryDirectories();
const executionRoleArn = `arn:aws:iam::${ACCOUNT}:role/desk`;

type Fill = (stack: Stack) => void;

function reviewed(fill: Fill): Reviewed {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }));
  const assembly = readAssembly(app.synth().directory);
  return { assembly, review: reviewOf(assembly) };
}

function changes(base: Fill, change: Fill): string[] {
  const all = withChanges(reviewed(change), reviewed(base)).changes ?? [];
  return all.map(({ severity, tag, words }) => `${severity} ${tag}: ${words}`);
}

describe('A change of the authorizer type of a gateway', () => {
  const gateway =
    (...types: string[]): Fill =>
    (stack) => {
      new CfnCondition(stack, 'IsOpen', { expression: Fn.conditionEquals('1', '1') });
      const authorizerType = types.length > 1 ? Fn.conditionIf('IsOpen', types[0], types[1]).toString() : types[0];
      new CfnGateway(stack, 'Shop', { name: 'shop', protocolType: 'MCP', authorizerType, roleArn: executionRoleArn });
    };

  test.each([
    [['NONE'], 'NONE'],
    [['NONE', 'AWS_IAM'], 'NONE or AWS_IAM'],
  ])('to %j is an error', (types, words) => {
    expect(changes(gateway('AWS_IAM'), gateway(...types))).toEqual([
      `error wider exposure: AuthorizerType of the gateway Shop changes from AWS_IAM to ${words}. Anyone who knows the URL can call it.`,
    ]);
  });

  test('from NONE is a warning', () => {
    expect(changes(gateway('NONE'), gateway('AWS_IAM'))).toEqual([
      'warning exposure: AuthorizerType of the gateway Shop changes from NONE to AWS_IAM.',
    ]);
  });
});

describe('A resource policy of several statements', () => {
  const CALLS = ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'];
  const agent =
    (...statements: Array<[effect: string, account: string]>): Fill =>
    (stack) => {
      const desk = new CfnHarness(stack, 'Desk', { harnessName: 'desk', executionRoleArn, model: {} });
      const Statement = statements.map(([Effect, AWS]) => ({
        Effect,
        Principal: { AWS },
        Action: CALLS,
        Resource: '*',
      }));
      new CfnResourcePolicy(stack, 'Policy', { resourceArn: desk.attrArn, policy: stack.toJsonString({ Statement }) });
    };
  const exposure = (base: Fill, change: Fill) => changes(base, change).filter((each) => each.includes('exposure'));
  const [ONE, TWO, DENIED] = [
    ['Allow', '444455556666'],
    ['Allow', '777788889999'],
    ['Deny', '123412341234'],
  ] as Array<[string, string]>;
  const calls = 'InvokeAgentRuntime and InvokeHarness';

  test('has no changes if it is the same', () => {
    expect(exposure(agent(ONE, TWO), agent(ONE, TWO))).toEqual([]);
  });

  test('shows what is new, also if another statement is there', () => {
    expect(exposure(agent(ONE, TWO), agent(ONE, TWO, ['Allow', '*']))).toEqual([
      `error wider exposure: Resource policy of the harness Desk: every AWS account; ${calls}. Before: not possible.`,
    ]);
  });

  test('shows that a denial is removed', () => {
    expect(exposure(agent(ONE, DENIED), agent(ONE))).toEqual([
      `warning wider exposure: The resource policy of the harness Desk no longer denies this to the account 123412341234 as before: ${calls}.`,
    ]);
    expect(exposure(agent(ONE, DENIED), agent(ONE, DENIED))).toEqual([]);
  });
});

describe('A change of a value that looks like a secret', () => {
  const agent =
    (key: string): Fill =>
    (stack) =>
      new CfnHarness(stack, 'Desk', {
        ...{ harnessName: 'desk', executionRoleArn, model: {} },
        environmentVariables: { PLAIN: `ghp_${key.repeat(36)}` },
      });

  test('is shown without the values', () => {
    expect(changes(agent('a'), agent('b'))).toEqual([
      'info version: The deployment creates a version of the harness Desk. DEFAULT will serve it.',
      'info setting: EnvironmentVariables.PLAIN of the harness Desk changes from … to ….',
    ]);
  });

  test('is not shown if the value is the same', () => {
    expect(changes(agent('a'), agent('a'))).toEqual([]);
  });
});

describe('A change of a harness', () => {
  const NEXT = 'info version: The deployment creates a version of the harness Desk. DEFAULT will serve it.';
  const agent =
    (props: Partial<CfnHarnessProps>): Fill =>
    (stack) =>
      new CfnHarness(stack, 'Desk', { harnessName: 'desk', executionRoleArn, model: {}, ...props });
  const tool = (url: string, key: string) => ({
    ...{ type: 'remote_mcp', name: 'web' },
    config: { remoteMcp: { url, headers: { 'X-Custom': key } } },
  });
  const browser = { type: 'agentcore_browser', name: 'browser', config: { agentCoreBrowser: {} } };
  const hook = (failureMode: string) => ({
    beforeToolCall: {
      name: 'approve',
      target: { lambda: { arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:approve`, failureMode } },
    },
  });
  const ONE = 'https://one.example.com';

  test('shows another URL of a tool, and that a header changes', () => {
    const base = agent({ tools: [tool(ONE, 'first-value')] });
    expect(changes(base, agent({ tools: [tool('https://two.example.com', 'second-value')] }))).toEqual([
      'warning changed tool: Config.RemoteMcp.Headers.X-Custom of the tool web of the harness Desk changes from … to ….',
      'warning changed tool: Config.RemoteMcp.Url of the tool web of the harness Desk changes from https://one.example.com to https://two.example.com.',
      NEXT,
    ]);
  });

  test('shows no changed tool if another tool is added before it', () => {
    const added = changes(agent({ tools: [tool(ONE, 'a')] }), agent({ tools: [browser, tool(ONE, 'a')] }));
    expect(added.filter((each) => each.includes('changed tool'))).toEqual([]);
    expect(added[0]).toMatch(/^info new tool: Browser/);
  });

  test('shows that a hook no longer denies, or is removed', () => {
    const base = agent({ hooks: [hook('deny')] });
    expect(changes(base, agent({ hooks: [hook('allow')] }))).toEqual([
      'warning changed hook: BeforeToolCall.Target.Lambda.FailureMode of the hook BeforeToolCall approve of the harness Desk changes from deny to allow.',
      NEXT,
    ]);
    expect(changes(base, agent({}))[0]).toBe(
      'warning removed tool: Hook · before tool call approve is no longer used by the harness Desk.',
    );
    expect(changes(base, base)).toEqual([]);
  });

  test('shows another issuer of tokens as a warning, and another client as a note', () => {
    const withIssuer = (issuer: string, client = 'app') =>
      agent({
        authorizerConfiguration: {
          customJwtAuthorizer: {
            discoveryUrl: `https://${issuer}.example.com/.well-known/openid-configuration`,
            allowedClients: [client],
          },
        },
      });
    const [issuer] = changes(withIssuer('one'), withIssuer('two'));
    const [client] = changes(withIssuer('one'), withIssuer('one', 'other'));
    expect(issuer).toMatch(/^warning exposure: InvokeHarness of the harness Desk: users of two\.example\.com/);
    expect(client).toMatch(/^info exposure: InvokeHarness of the harness Desk: users of one\.example\.com/);
  });

  test('shows a new agent that anyone can invoke as an error', () => {
    const open =
      (principal: string): Fill =>
      (stack) => {
        agent({})(stack);
        const desk = stack.node.findChild('Desk') as CfnHarness;
        const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: 'bedrock-agentcore:InvokeHarness' };
        const policy = stack.toJsonString({ Statement: [{ ...statement, Resource: '*' }] });
        new CfnResourcePolicy(stack, 'Policy', { resourceArn: desk.attrArn, policy });
      };
    const errors = (principal: string) =>
      changes(
        (stack) => new CfnMemory(stack, 'Other', { name: 'other', eventExpiryDuration: 7 }),
        open(principal),
      ).filter((each) => each.includes('Resource policy of'));
    expect(errors('*')).toEqual([
      'error wider exposure: Resource policy of the harness Desk: every AWS account; InvokeHarness. Before: not possible.',
    ]);
    expect(errors('444455556666')).toEqual([]);
  });
});

describe('A change of a guard of a gateway', () => {
  const engine = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:policy-engine/desk-0123456789`;
  const gateway =
    (mode?: string): Fill =>
    (stack) =>
      new CfnGateway(stack, 'Shop', {
        ...{ name: 'shop', protocolType: 'MCP', authorizerType: 'AWS_IAM', roleArn: executionRoleArn },
        ...(mode && { policyEngineConfiguration: { arn: engine, mode } }),
      });

  test('is a warning', () => {
    expect(changes(gateway('ENFORCE'), gateway('LOG_ONLY'))).toEqual([
      'warning exposure: PolicyEngineConfiguration.Mode of the gateway Shop changes from ENFORCE to LOG_ONLY.',
    ]);
    expect(changes(gateway('ENFORCE'), gateway())[0]).toMatch(/^warning exposure: PolicyEngineConfiguration of/);
    expect(changes(gateway('ENFORCE'), gateway('ENFORCE'))).toEqual([]);
  });
});

describe('A change of the removal policy of a memory', () => {
  const memory =
    (policy: RemovalPolicy): Fill =>
    (stack) =>
      new CfnMemory(stack, 'Notes', { name: 'notes', eventExpiryDuration: 90 }).applyRemovalPolicy(policy);
  const [RETAIN, DESTROY] = [memory(RemovalPolicy.RETAIN), memory(RemovalPolicy.DESTROY)];

  test('is a warning if the data is no longer retained', () => {
    expect(changes(RETAIN, DESTROY)).toEqual([
      'warning no longer retained: The memory Notes is no longer retained. A removal or a replacement deletes its data: conversations.',
    ]);
    expect(changes(DESTROY, RETAIN)).toEqual([]);
    expect(changes(RETAIN, RETAIN)).toEqual([]);
  });
});

describe('A change of the key of a DynamoDB table', () => {
  const table =
    (name: string): Fill =>
    (stack) =>
      new Table(stack, 'Orders', {
        partitionKey: { name, type: AttributeType.STRING },
        removalPolicy: RemovalPolicy.DESTROY,
      });

  test('replaces the table', () => {
    expect(changes(table('id'), table('order'))[0]).toMatch(
      /^error data loss: The DynamoDB table Orders is replaced, because KeySchema changes\. The old one is deleted/,
    );
    expect(changes(table('id'), table('id'))).toEqual([]);
  });
});
