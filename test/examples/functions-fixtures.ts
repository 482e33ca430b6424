import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

export type Handler = (event: object, context?: object) => Promise<unknown>;

export const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The handler of a function, with fakes of the modules that exist only in AWS Lambda. */
export function handlerOf(example: string, name: string, standIns: Record<string, unknown> = {}): Handler {
  return handlerIn(join(EXAMPLES, example, 'functions', name, 'index.mjs'), standIns);
}

/** The handler of a file. */
export function handlerIn(file: string, standIns: Record<string, unknown> = {}): Handler {
  const { handler } = load(file, standIns);
  if (!handler) {
    throw new Error(`${file} exports no handler`);
  }
  return handler;
}

/** Loads a module as CommonJS, and the modules beside it. */
function load(file: string, standIns: Record<string, unknown>): { handler?: Handler } {
  const { outputText } = transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, allowJs: true },
  });
  const resolve = (id: string) => (id.startsWith('./') ? load(join(dirname(file), id), standIns) : require(id));
  const exported: { handler?: Handler } = {};
  new Function('require', 'exports', outputText)((id: string) => standIns[id] ?? resolve(id), exported);
  return exported;
}
