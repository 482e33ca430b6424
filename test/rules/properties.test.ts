import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, Stack } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import { harness } from '../support/fixtures/arbitraries';
import { memory } from '../support/fixtures/arbitraries/memory';
import { runtime } from '../support/fixtures/arbitraries/runtime';
import { target } from '../support/fixtures/arbitraries/targets';
import type { Make } from '../support/fixtures/arbitraries/values';
import { ACCOUNT, harnessIn, messageOf, REGION } from '../support/helpers';
import { STRICT } from '../support/synthesize';

/** The validation loads in seconds and validates a template in milliseconds, so it validates many templates at once. */
const BATCHES = 24;
const BATCH = 25;

beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});

interface Outcome {
  readonly accepted: number;
  readonly rejected: string[];
}

/** Constructs each case in a separate stack, and validates the stacks of the accepted cases. */
function synthesize(makes: Array<Make<unknown>>): Outcome {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-agentcore-'));
  try {
    const app = new App({ context: STRICT, outdir, analyticsReporting: false, treeMetadata: false });
    const rejected: string[] = [];
    for (const [index, make] of makes.entries()) {
      const id = `Case${index}`;
      const message = messageOf(() => make(new Stack(app, id, { env: { account: ACCOUNT, region: REGION } })));
      if (message !== 'nothing was thrown') {
        rejected.push(message);
        app.node.tryRemoveChild(id);
      }
    }
    app.synth();
    return { accepted: makes.length - rejected.length, rejected };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe.each<[kind: string, constructs: fc.Arbitrary<Make<unknown>>]>([
  ['harnesses', harness],
  ['runtimes', runtime],
  ['memories', memory],
  ['targets', target],
])('Generated props of %s', (kind, constructs) => {
  const cases = fc.sample(constructs, { numRuns: BATCHES * BATCH, seed: 20260926 });
  const batches = Array.from({ length: BATCHES }, (_, index) => index * BATCH);
  const outcomes: Outcome[] = [];

  test.each(batches)('are rejected by the library or render valid templates, from case %i on', (first) => {
    const outcome = synthesize(cases.slice(first, first + BATCH));
    outcomes.push(outcome);
    expect(outcome.rejected.filter((message) => !/^(Case\d+\/[^:]+|[A-Z]\w+\.\w+):/.test(message))).toEqual([]);
  });

  test('are accepted in most cases and rejected in some', () => {
    const accepted = outcomes.reduce((sum, outcome) => sum + outcome.accepted, 0);
    const rejected = outcomes.flatMap((outcome) => outcome.rejected);
    process.stdout.write(`${accepted} ${kind} accepted, ${rejected.length} rejected\n`);
    expect(accepted + rejected.length).toBe(BATCHES * BATCH);
    expect(accepted).toBeGreaterThan(rejected.length);
    expect(rejected.length).toBeGreaterThan(0);
  });
});

describe('The template validation', () => {
  const withName = (name?: string) => (stack: Stack) => {
    const resource = harnessIn(stack).node.defaultChild as CfnHarness;
    if (name) {
      resource.harnessName = name;
    }
  };

  test('rejects a name that bypasses the checks of the library', () => {
    expect(() => synthesize([withName('no-hyphens')])).toThrow(/HarnessName: 'no-hyphens' does not match/);
  });

  test('accepts the generated name of the same harness', () => {
    expect(synthesize([withName()])).toEqual({ accepted: 1, rejected: [] });
  });
});
