/** Changes that let more callers in, or that a reader would not see in masked values. */
import { CfnGateway, CfnHarness, CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, CfnCondition, Fn, Stack } from 'aws-cdk-lib/core';
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
      `error wider exposure: AuthorizerType of the gateway Shop changes from AWS_IAM to ${words}. Everybody who knows the URL can call it.`,
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
