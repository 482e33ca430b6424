import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CfnGateway, CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { AgentReview, Harness, HarnessMemory, Model } from '../../src';
import type { Review } from '../../src/review/model';
import { ACCOUNT, REGION } from '../support/helpers';
import { temporaryDirectories } from '../support/temporary';

const directory = temporaryDirectories();
const FILES = ['agent-review.html', 'agent-review.md', 'agent-review.json'];
const env = { account: ACCOUNT, region: REGION };

function reviewedApp(outdir = directory(), props: object = {}): App {
  const app = new App({ outdir, analyticsReporting: false, ...props });
  Validations.of(app).addPlugins(new AgentReview());
  return app;
}

function addAgent(stack: Stack, id = 'Desk'): void {
  new Harness(stack, id, { model: Model.bedrock('amazon.nova-pro-v1:0'), memory: HarnessMemory.none() });
}

function addInvalid(stack: Stack): CfnMemory {
  return new CfnMemory(stack, 'Store', { name: 'Store', eventExpiryDuration: 1000 });
}

function addWarned(stack: Stack): CfnGateway {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/gateway`;
  return new CfnGateway(stack, 'Shop', { name: 'shop', roleArn, authorizerType: 'NONE' });
}

function reviewIn(folder: string): Review {
  return JSON.parse(readFileSync(join(folder, 'agent-review.json'), 'utf8'));
}

/** The synthesis, without the report that CDK prints. */
function synth(app: App): string {
  const print = jest.spyOn(console, 'error').mockImplementation();
  try {
    app.synth();
    return print.mock.calls.flat().join('\n');
  } finally {
    print.mockRestore();
  }
}

describe('AgentReview', () => {
  test('writes the review of all stages and stacks to the cloud assembly', () => {
    const app = reviewedApp();
    addAgent(new Stack(app, 'First', { env }), 'One');
    const stage = new Stage(app, 'Prod', { env });
    addAgent(new Stack(stage, 'Second'), 'Two');
    synth(app);
    expect(FILES.filter((file) => !existsSync(join(app.outdir, file)))).toEqual([]);
    expect(reviewIn(app.outdir).agents.map(({ path }) => path)).toEqual(['First/One', 'Prod/Second/Two']);
  });

  test('of a stage writes the review of the stage', () => {
    const app = new App({ outdir: directory(), analyticsReporting: false });
    addAgent(new Stack(app, 'First', { env }), 'One');
    const stage = new Stage(app, 'Prod', { env });
    Validations.of(stage).addPlugins(new AgentReview());
    addAgent(new Stack(stage, 'Second'), 'Two');
    synth(app);
    expect(existsSync(join(app.outdir, 'agent-review.html'))).toBe(false);
    expect(reviewIn(join(app.outdir, 'assembly-Prod')).agents.map(({ path }) => path)).toEqual(['Prod/Second/Two']);
  });

  test('fails the synthesis for a value beyond the limits, and names the construct and the fix', () => {
    const app = reviewedApp();
    addInvalid(new Stack(app, 'Test', { env }));
    expect(() => synth(app)).toThrow(/EventExpiryDuration must be between 3 and 365 days, got 1000 days/);
    expect(() => synth(reviewedApp(directory()))).not.toThrow();
    expect(FILES.filter((file) => !existsSync(join(app.outdir, file)))).toEqual([]);
  });

  test('finds invalid values in nested stacks', () => {
    const app = reviewedApp();
    addInvalid(new NestedStack(new Stack(app, 'Test', { env }), 'Nested'));
    expect(() => synth(app)).toThrow(/Test\/Nested\/Store/);
  });

  test('reports a warning, and does not fail the synthesis', () => {
    const app = reviewedApp();
    addWarned(new Stack(app, 'Test', { env }));
    expect(synth(app)).toContain('Anyone who knows the URL of the gateway can call its tools');
  });

  test('does not report anything about a valid agent', () => {
    const app = reviewedApp();
    addAgent(new Stack(app, 'Test', { env }));
    expect(synth(app)).not.toContain('cdk-agentcore');
  });

  test.each<[what: string, of: (app: App, memory: CfnMemory) => App | CfnMemory]>([
    ['a resource', (_, memory) => memory],
    ['the app', (app) => app],
  ])('accepts an error that is acknowledged for %s, and shows the reason in the review', (_, of) => {
    const app = reviewedApp();
    const memory = addInvalid(new Stack(app, 'Test', { env }));
    const acknowledged = { id: 'cdk-agentcore::schema-limit', reason: 'The quota of the account is higher.' };
    Validations.of(of(app, memory)).acknowledge(acknowledged);
    expect(synth(app)).not.toContain('EventExpiryDuration must be');
    expect(reviewIn(app.outdir).findings.map(({ acknowledgement }) => acknowledgement)).toEqual([acknowledged.reason]);
  });

  test('writes a review without agents for an app without AgentCore resources', () => {
    const app = reviewedApp();
    new Bucket(new Stack(app, 'Test', { env }), 'Bucket');
    synth(app);
    expect(reviewIn(app.outdir).agents).toEqual([]);
    expect(readFileSync(join(app.outdir, 'agent-review.md'), 'utf8')).toContain('no harness and no runtime');
  });

  test('reports that a review could not be written, and does not fail the synthesis', () => {
    const app = reviewedApp();
    addAgent(new Stack(app, 'Test', { env }));
    mkdirSync(join(app.outdir, 'agent-review.html'));
    expect(synth(app)).toContain('The review could not be written: EISDIR');
  });

  test('leaves files alone that a second synthesis would write again', () => {
    const outdir = directory();
    const props = { confirmValidationPluginsDoNotMutate: true };
    const times = [1, 2].map(() => {
      const app = reviewedApp(outdir, props);
      addAgent(new Stack(app, 'Test', { env }));
      synth(app);
      return statSync(join(outdir, 'agent-review.html')).mtimeMs;
    });
    expect(times[1]).toBe(times[0]);
  });
});
