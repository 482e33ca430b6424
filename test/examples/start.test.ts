/** `npm start`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Statement } from '../../scripts/assembly';
import { statementLines } from '../../scripts/statements';
import { screenOf, statementsIn, summaryOf } from '../../scripts/summary';
import { harnessIn } from '../support/helpers';
import { synthesizeExample, synthesizeStack } from '../support/synthesize';

const ROOT = join(__dirname, '..', '..');

const SUMMARY = `
Quickstart has 3 resources. They define
  the harness Quickstart_Assistant_9CF867B3
  with the model global.anthropic.claude-sonnet-4-6
  that accepts signed requests of IAM principals with the permission to invoke it

The agent can
  write its logs, traces and metrics
  get access tokens for its workload identity
  invoke its Amazon Bedrock model
  pull its container image
  store and retrieve its memory

The agent cannot
  assume another role
  call other AWS APIs
`;

const NEXT = `
Next, with AWS credentials
  npx cdk bootstrap             prepares the account and Region, once
  npx cdk deploy
  npm run chat -- quickstart
  npx cdk destroy               deletes the agent and its memory, and retains its logs

`;

function start(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  return spawnSync(tsx, ['--tsconfig', 'test/tsconfig.json', 'scripts/start.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

describe('npm start', () => {
  test('prints a summary and the next commands, and nothing else', () => {
    const { status, stdout, stderr } = start();
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`${SUMMARY}  For each statement, run npm start -- --verbose.\n${NEXT}`);
  });

  test('prints the statements as well with --verbose', () => {
    const { Resources } = synthesizeExample('quickstart')[0].template;
    const statements = statementsIn(Resources).flatMap(statementLines);
    expect(statements.length).toBeGreaterThan(30);
    expect(screenOf('Quickstart', Resources, true)).toBe(
      `${SUMMARY}\nThe statements\n${statements.join('\n')}\n${NEXT.trimEnd()}\n`,
    );
  });

  test('fits on one screen', () => {
    const lines = `${SUMMARY}${NEXT}`.split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });
});

describe('the summary', () => {
  const [{ template }] = synthesizeExample('quickstart');
  const role = (...statements: Statement[]) => ({
    Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement: statements } }] } },
  });
  const statement = (Sid: string | undefined, Effect = 'Allow'): Statement => ({
    ...{ Sid, Effect, Action: 's3:GetObject', Resource: '*' },
  });

  test('has words for every statement of the quickstart', () => {
    const sids = statementsIn(template.Resources).map(({ Sid }) => Sid);
    expect(sids.length).toBeGreaterThan(8);
    expect(summaryOf('Quickstart', template.Resources).filter((line) => sids.includes(line.trim()))).toEqual([]);
  });

  test('shows a Sid that has no words', () => {
    expect(summaryOf('Test', role(statement('Reports')))).toContain('  Reports');
    expect(summaryOf('Test', role(statement('ReadsOnly', 'Deny')))).toContain('  ReadsOnly');
    expect(summaryOf('Test', role(statement(undefined)))).toContain('  a statement without a Sid');
  });

  test('does not list a denial that the role does not have', () => {
    const resourcesWith = (props: object) => synthesizeStack((stack) => harnessIn(stack, props))[0].template.Resources;
    const denials = (props: object) => summaryOf('Test', resourcesWith(props)).slice(-2);
    expect(denials({})).toEqual(['  assume another role', '  call other AWS APIs']);
    expect(denials({ allowAssumeRole: true })).toEqual(['The agent cannot', '  call other AWS APIs']);
  });
});
