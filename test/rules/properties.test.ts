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

/** The validation takes seconds to load and milliseconds for a template: it gets many at once. */
const BATCHES = 24;
const BATCH = 25;

beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});

interface Outcome {
  readonly accepted: number;
  readonly refused: string[];
}

/** Makes each in a stack of its own, and validates the stacks of those that were not refused. */
function synthesize(makes: Array<Make<unknown>>): Outcome {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-agentcore-'));
  try {
    const app = new App({ context: STRICT, outdir, analyticsReporting: false });
    const refused: string[] = [];
    for (const [index, make] of makes.entries()) {
      const id = `Case${index}`;
      const message = messageOf(() => make(new Stack(app, id, { env: { account: ACCOUNT, region: REGION } })));
      if (message !== 'nothing was thrown') {
        refused.push(message);
        app.node.tryRemoveChild(id);
      }
    }
    app.synth();
    return { accepted: makes.length - refused.length, refused };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe.each<[kind: string, constructs: fc.Arbitrary<Make<unknown>>]>([
  ['harnesses', harness],
  ['runtimes', runtime],
  ['memories', memory],
  ['targets', target],
])('whatever props the types of %s allow', (kind, constructs) => {
  const cases = fc.sample(constructs, { numRuns: BATCHES * BATCH, seed: 20260926 });
  const batches = Array.from({ length: BATCHES }, (_, index) => index * BATCH);
  const outcomes: Outcome[] = [];

  test.each(batches)('are refused by us, or give templates that CloudFormation takes, from case %i on', (first) => {
    const outcome = synthesize(cases.slice(first, first + BATCH));
    outcomes.push(outcome);
    expect(outcome.refused.filter((message) => !/^(Case\d+\/[^:]+|[A-Z]\w+\.\w+):/.test(message))).toEqual([]);
  });

  test('are accepted more often than not, and now and then refused', () => {
    const accepted = outcomes.reduce((sum, outcome) => sum + outcome.accepted, 0);
    const refused = outcomes.flatMap((outcome) => outcome.refused);
    process.stdout.write(`${accepted} ${kind} accepted, ${refused.length} refused\n`);
    expect(accepted + refused.length).toBe(BATCHES * BATCH);
    expect(accepted).toBeGreaterThan(refused.length);
    expect(refused.length).toBeGreaterThan(0);
  });
});

describe('the validation that they are held against', () => {
  const withName = (name?: string) => (stack: Stack) => {
    const resource = harnessIn(stack).node.defaultChild as CfnHarness;
    if (name) {
      resource.harnessName = name;
    }
  };

  test('refuses a name that went around our checks', () => {
    expect(() => synthesize([withName('no-hyphens')])).toThrow(/HarnessName: 'no-hyphens' does not match/);
  });

  test('takes the name of the same harness without that', () => {
    expect(synthesize([withName()])).toEqual({ accepted: 1, refused: [] });
  });
});
