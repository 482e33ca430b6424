/** `npm start`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { App, Stack } from 'aws-cdk-lib/core';
import { statementLines } from '../../scripts/statements';
import { screenOf, summaryOf } from '../../scripts/summary';
import { type Harness, type HarnessProps, Tool } from '../../src';
import { readAssembly } from '../../src/review/assembly';
import type { Review } from '../../src/review/model';
import { reviewOf } from '../../src/review/review';
import { harnessIn } from '../support/helpers';
import { synthesizeExampleTo } from '../support/synthesize';
import { temporaryDirectories } from '../support/temporary';

const ROOT = join(__dirname, '..', '..');
const directory = temporaryDirectories();

const SUMMARY = `
The harness Assistant
  Claude Sonnet 4.6, global inference profile; 75 iterations, timeout 1 h; sessions: idle 15 min, at
    most 8 h; IAM authorization
  managed memory: semantic, summarization; events 30 days; AWS owned key; deleted with the harness

Callers
  InvokeHarness: no principal of the app is granted it (IAM permission of the caller)
  Commands and shell, as root in the session: no principal of the app is granted them

The agent can
  Container image: pull the image from Amazon ECR Public
  Logs, traces, metrics: let AWS X-Ray deliver traces to the log group of the agent; list the log
    groups; publish metrics; send traces to AWS X-Ray; write the log group of the agent
  Memory: write events to the managed memory of the harness Assistant; delete its events; read its
    events; search its records
  Model: invoke Claude Sonnet 4.6 through the global inference profile; invoke the foundation model
    behind the inference profile, and only through the profile
  Workload identity: get access tokens for the workload identity of the agent

The agent cannot
  assume any other role
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
    const outdir = directory();
    synthesizeExampleTo(outdir, 'quickstart');
    const review = reviewOf(readAssembly(outdir));
    const statements = review.agents.flatMap(({ permissions }) => permissions.flatMap(statementLines));
    expect(statements.length).toBeGreaterThan(30);
    expect(statements).toContain('    if cloudwatch:namespace StringEquals bedrock-agentcore');
    expect(screenOf(review, true)).toBe(`${SUMMARY}\nThe statements\n${statements.join('\n')}\n${NEXT.trimEnd()}\n`);
  });

  test('fits on one screen', () => {
    const lines = `${SUMMARY}${NEXT}`.split('\n');
    expect(lines.length).toBeLessThanOrEqual(36);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });
});

describe('the summary', () => {
  /** The review of an app with one harness. */
  function reviewWith(props: Partial<HarnessProps>, change: (harness: Harness) => void = () => undefined): Review {
    const app = new App({ outdir: directory(), analyticsReporting: false });
    change(harnessIn(new Stack(app, 'Test'), props));
    return reviewOf(readAssembly(app.synth().directory));
  }

  test('shows a statement that was added by hand', () => {
    const added = new PolicyStatement({
      sid: 'Reports',
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::reports/*'],
    });
    const summary = summaryOf(reviewWith({}, (harness) => harness.addToRolePolicy(added)));
    expect(summary).toContain('  Reports: read objects of the bucket reports');
    expect(summaryOf(reviewWith({})).filter((line) => line.startsWith('  Reports'))).toEqual([]);
  });

  test('shows the permission of a tool', () => {
    const line = '  Tool · browser: use browser sessions of the browser of AWS';
    expect(summaryOf(reviewWith({ tools: [Tool.browser()] }))).toContain(line);
    expect(summaryOf(reviewWith({}))).not.toContain(line);
  });

  test('does not list a denial that the role does not have', () => {
    const denials = (props: Partial<HarnessProps>) => summaryOf(reviewWith(props)).slice(-2);
    expect(denials({})).toEqual(['  assume any other role', '  call other AWS APIs']);
    expect(denials({ allowAssumeRole: true })).toEqual(['The agent cannot', '  call other AWS APIs']);
  });
});
