import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as core from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import type { Resource } from '../../scripts/assembly';
import * as library from '../../src';
import { ACCOUNT, REGION } from './helpers';

export { exampleNames } from '../../scripts/assembly';

export interface TemplateJson {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>;
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: unknown }>;
}

export interface SynthesizedStack {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly template: TemplateJson;
  /** The logical IDs of the resources that this library creates. */
  readonly ours: string[];
}

/** Makes every finding of the bundled validation fail the synthesis, unless CDK_VALIDATION is `false`. */
export const STRICT = { '@aws-cdk/core:strictCfnValidateErrors': true };

type Context = Record<string, unknown>;
type Load = (id: string) => unknown;

/**
 * The stacks of one example, as `cdk synth` writes them. The example runs again for each call, in this process:
 * a separate process would load aws-cdk-lib each time.
 */
export function synthesizeExample(name: string, context: Context = {}): SynthesizedStack[] {
  return inTemporaryFolder((outdir) => makeExample(name, outdir, context));
}

/** The stacks of one example in a folder that is not deleted, with the assets. */
export function synthesizeExampleTo(outdir: string, name: string): SynthesizedStack[] {
  return stacksOf(makeExample(name, outdir, {}));
}

function makeExample(name: string, outdir: string, context: Context): core.App {
  const file = join(__dirname, '..', '..', 'examples', name, 'app.ts');
  const apps: core.App[] = [];
  class ExampleApp extends core.App {
    public constructor(props: core.AppProps = {}) {
      super({ ...props, context: { ...props.context, ...context }, outdir, analyticsReporting: false });
      apps.push(this);
    }
  }
  const withExampleApp: unknown = Object.create(core, { App: { value: ExampleApp } });
  const load = createRequire(file);
  run(file, (id) => (id === 'aws-cdk-lib/core' ? withExampleApp : load(id)));
  if (apps.length !== 1) {
    throw new Error(`examples/${name}/app.ts must make one App, of aws-cdk-lib/core, and made ${apps.length}`);
  }
  return apps[0];
}

/** The stacks of an app that a function fills. */
export function synthesizeApp(fill: (app: core.App) => void, context: Context = {}): SynthesizedStack[] {
  return inTemporaryFolder((outdir) => {
    const app = new core.App({ context, outdir, analyticsReporting: false, treeMetadata: false });
    fill(app);
    return app;
  });
}

/** The stacks of an app with one stack, whose account and Region are known. */
export function synthesizeStack(fill: (stack: core.Stack) => void, context: Context = {}): SynthesizedStack[] {
  const env = { account: ACCOUNT, region: REGION };
  return synthesizeApp((app) => fill(new core.Stack(app, 'Test', { env })), context);
}

function run(file: string, load: Load): void {
  const { outputText } = transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
  });
  new Function('require', 'exports', '__dirname', '__filename', outputText)(load, {}, dirname(file), file);
}

function inTemporaryFolder(make: (outdir: string) => core.App): SynthesizedStack[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-agentcore-'));
  try {
    return stacksOf(make(outdir));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function stacksOf(app: core.App): SynthesizedStack[] {
  const ours = app.node.findAll().filter(isOurs);
  return app.synth().stacksRecursively.map(({ stackName, template, environment }) => ({
    stack: stackName,
    account: known(environment.account, ACCOUNT),
    region: known(environment.region, REGION),
    template,
    ours: ours
      .filter(({ stack }) => stack.stackName === stackName)
      .map(({ stack, logicalId }) => stack.resolve(logicalId)),
  }));
}

const CLASSES = Object.values(library).filter((member) => typeof member === 'function');

/** Whether a resource belongs to a construct of this library. The default policy of a role does not. */
function isOurs(construct: IConstruct): construct is core.CfnResource {
  const { scopes } = construct.node;
  return (
    core.CfnResource.isCfnResource(construct) &&
    scopes.some((scope) => CLASSES.some((type) => scope instanceof type)) &&
    scopes.every(({ node }) => node.id !== 'DefaultPolicy')
  );
}

/** Environment-agnostic stacks use the account and Region of the tests. */
function known(of: string, otherwise: string): string {
  return of.startsWith('unknown-') ? otherwise : of;
}
