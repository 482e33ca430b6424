import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { exampleNames } from '../../scripts/assembly';
import { harnessIn, testStack } from '../support/helpers';
import { covers, EXAMPLES, LIBRARY, type Reviewed } from '../support/nag';

/** The examples are scripts, so the App is captured when it is created. */
const mockApps: App[] = [];
const mockOutputs: string[] = [];
jest.mock('aws-cdk-lib/core', () => {
  const actual = jest.requireActual<typeof import('aws-cdk-lib/core')>('aws-cdk-lib/core');
  class RecordedApp extends actual.App {
    public constructor(props?: AppProps) {
      super({ ...props, outdir: mockOutputs[mockOutputs.length - 1] });
      mockApps.push(this);
    }
  }
  return Object.create(actual, { App: { value: RecordedApp } });
});

interface Finding {
  readonly id: string;
  readonly path: string;
}

function appOf(example: string): App {
  mockOutputs.push(mkdtempSync(join(tmpdir(), 'cdk-agentcore-nag-')));
  require(`../../examples/${example}/app`);
  const app = mockApps[mockApps.length - 1];
  // A finding contains the name of a cross-stack reference, which is final only after synthesis.
  app.synth();
  return app;
}

function findingsOf(app: App): Finding[] {
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ id: ruleName, path: constructPath ?? '' })),
    );
}

const APPS: Array<[example: string, app: App, findings: Finding[]]> = exampleNames().map((example) => {
  const app = appOf(example);
  return [example, app, findingsOf(app)];
});
const REVIEWED: Reviewed[] = [...LIBRARY, ...EXAMPLES];

function reviewOf({ id, path }: Finding): Reviewed[] {
  return REVIEWED.filter((reviewed) => covers(reviewed, id, path));
}

afterAll(() => {
  for (const output of mockOutputs) {
    rmSync(output, { recursive: true, force: true });
  }
});

test.each(APPS)('%s has only findings that are reviewed once', (_, __, findings) => {
  const unclear = findings.filter((finding) => reviewOf(finding).length !== 1);
  expect(unclear.map(({ id, path }) => `${path}: ${id}`)).toEqual([]);
});

test('every reviewed finding exists', () => {
  const findings = APPS.flatMap(([, , found]) => found);
  const idle = REVIEWED.filter((reviewed) => !findings.some(({ id, path }) => covers(reviewed, id, path)));
  expect(idle.map(({ finding, at }) => `${at}: ${finding}`)).toEqual([]);
});

test('the guide to cdk-nag gives the same reasons', () => {
  const guide = readFileSync(join(__dirname, '..', '..', 'docs', 'cdk-nag.md'), 'utf8');
  const missing = LIBRARY.filter(({ finding, reason }) => !guide.includes(`| \`${finding}\` | ${reason} |`));
  expect(missing.map(({ finding }) => finding)).toEqual([]);
});

test('an agent with unacknowledged findings does not synthesize with cdk-nag', () => {
  const stack = testStack();
  harnessIn(stack);
  Validations.of(stack).addPlugins(new AwsSolutionsChecks(stack));

  expect(() => App.of(stack)?.synth()).toThrow(/AwsSolutions-IAM5/);
});

test.each(APPS)('%s synthesizes with cdk-nag if its findings are acknowledged', (_, app, findings) => {
  for (const finding of findings) {
    const construct = finding.path.split('/').reduce<IConstruct>((scope, id) => scope.node.findChild(id), app);
    Validations.of(construct).acknowledge({
      id: `AwsSolutions::${finding.id}`,
      reason: reviewOf(finding)[0].reason,
    });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  expect(() => app.synth({ force: true })).not.toThrow();
});
