import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

export type Handler = (event: object, context?: object) => Promise<unknown>;

export const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The handler of a function, with fakes of the modules that exist only in AWS Lambda. */
export function handlerOf(example: string, name: string, standIns: Record<string, unknown> = {}): Handler {
  const { outputText } = transpileModule(
    readFileSync(join(EXAMPLES, example, 'functions', name, 'index.mjs'), 'utf8'),
    {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, allowJs: true },
    },
  );
  const exported: { handler?: Handler } = {};
  new Function('require', 'exports', outputText)((id: string) => standIns[id] ?? require(id), exported);
  if (!exported.handler) {
    throw new Error(`examples/${example}/functions/${name}/index.mjs exports no handler`);
  }
  return exported.handler;
}
