import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import { combined, exportsOf, lazyIndex, separate, withGuard, withLazyImports } from '../../scripts/lazy-modules';
import { ROOT } from '../support/guides';

/** Runs a compiled module, and returns what it exports and the modules that it has loaded, in their order. */
function run(compiled: string, modules: Record<string, unknown> = {}) {
  const loaded: string[] = [];
  const context = {
    exports: {} as Record<string, () => unknown>,
    __importDefault: (module: unknown) => ({ default: module }),
    require: (name: string) => {
      loaded.push(name);
      return modules[name];
    },
  };
  runInNewContext(compiled, context);
  return { exported: context.exports, loaded };
}

const lines = (...all: string[]) => all.join('\n');

describe('withLazyImports', () => {
  test('loads a module when it is first used, once', () => {
    const compiled = lines(
      'const one_1 = require("./one");',
      'const two_1 = require("./two");',
      'exports.call = () => (0, one_1.call)(one_1.value);',
    );
    const { exported, loaded } = run(withLazyImports(compiled), {
      './one': { value: 5, call: (it: number) => it + 1 },
    });
    expect(loaded).toEqual([]);
    expect([exported.call(), exported.call()]).toEqual([6, 6]);
    expect(loaded).toEqual(['./one']);
  });

  test('loads the module of a base class with the module', () => {
    const compiled = lines(
      'const base_1 = require("./base");',
      'class Derived extends base_1.Base {}',
      'exports.create = () => new base_1.Base(new Derived().name);',
    );
    class Base {
      public constructor(public readonly name = 'base') {}
    }
    const { exported, loaded } = run(withLazyImports(compiled), { './base': { Base } });
    expect(loaded).toEqual(['./base']);
    expect(exported.create()).toEqual(new Base('base'));
  });

  test('loads a default import, and leaves members, keys and texts of the same name alone', () => {
    const compiled = lines(
      'const ignore_1 = __importDefault(require("ignore"));',
      'exports.call = (other) => ({ ignore_1: other.ignore_1, text: "ignore_1", value: ignore_1.default });',
    );
    const { exported } = run(withLazyImports(compiled), { ignore: 'module' });
    const call = exported.call as (other: object) => unknown;
    expect(call({ ignore_1: 1 })).toEqual({ ignore_1: 1, text: 'ignore_1', value: 'module' });
  });
});

describe('exportsOf', () => {
  const exported = (name: string, from: string) =>
    `Object.defineProperty(exports, "${name}", { enumerable: true, get: function () { return ${from}.${name}; } });`;

  test('returns the public names of each module', () => {
    const index = lines(
      'var tool_1 = require("./harness/tool");',
      exported('Tool', 'tool_1'),
      'var hook_1 = require("./harness/hook");',
      exported('Hook', 'hook_1'),
      exported('HookTarget', 'hook_1'),
    );
    expect([...exportsOf(index)]).toEqual([
      ['harness/tool', ['Tool']],
      ['harness/hook', ['Hook', 'HookTarget']],
    ]);
  });

  test.each([
    ['an index without exports', ''],
    ['an export in another form', 'Object.defineProperty(exports, "Tool", { value: 1 });'],
    ['an export of a module that it does not load', exported('Tool', 'tool_1')],
  ])('rejects %s', (_, index) => {
    expect(() => exportsOf(index)).toThrow(/^lib\/index\.js: /);
  });
});

test('lazyIndex assigns all names, which Node.js reads when an ES module imports the index', () => {
  const index = lazyIndex(new Map([['harness/hook', ['Hook', 'HookTarget']]]));
  expect(index).toContain('exports.Hook = void 0;\nexports.HookTarget = void 0;');
});

test('withGuard guards the public names at the end of a module', () => {
  const guarded = withGuard('exports.Tool = 1;\n', '../guard', ['Tool']);
  expect(guarded).toBe('exports.Tool = 1;\n(0, require("../guard").guardExports)({ Tool: exports.Tool });\n');
});

describe('combined', () => {
  const load = (modules: Record<string, string>, name: string) => {
    const module: { exports: (name: string) => unknown } = { exports: () => undefined };
    const loaded: string[] = [];
    runInNewContext(combined(new Map(Object.entries(modules))), {
      module,
      require: (path: string) => {
        loaded.push(path);
        return { path };
      },
    });
    return { loaded, exported: module.exports(name) };
  };

  test('loads the modules that a module imports, with double and with single quotes, and packages', () => {
    const { exported, loaded } = load(
      {
        'agent/model':
          'const { path } = require("../private/limit");\nexports.all = [path, require("constructs").path];\n',
        'private/limit': "exports.path = require('./quote').path;\n",
        'private/quote': 'exports.path = "quote";\n',
        'private/other': 'require("other");\n',
      },
      'agent/model',
    );
    expect(exported).toEqual({ all: ['quote', 'constructs'] });
    expect(loaded).toEqual(['constructs']);
  });

  test('imports a package once for all modules', () => {
    const { exported, loaded } = load(
      {
        one: 'exports.all = [require("constructs").path, (core_1 ??= require("aws-cdk-lib/core")).path, require("./two").path];\n',
        two: 'let core_1;\nexports.path = (core_1 ??= require("aws-cdk-lib/core")).path + require("constructs").path;\n',
      },
      'one',
    );
    expect(exported).toEqual({ all: ['constructs', 'aws-cdk-lib/core', 'aws-cdk-lib/coreconstructs'] });
    expect(loaded).toEqual(['constructs', 'aws-cdk-lib/core']);
  });

  test('runs a module once, also if the modules import each other', () => {
    const { exported } = load(
      {
        one: 'exports.count = 0;\nrequire("./two").increase();\n',
        two: 'exports.increase = () => { require("./one").count++; };\nrequire("./one");\n',
      },
      'one',
    );
    expect(exported).toEqual({ count: 1 });
  });

  test('imports a module that is in a separate file from there', () => {
    const { exported, loaded } = load({ 'agent/model': 'exports.it = require("../callers/target");\n' }, 'agent/model');
    expect(exported).toEqual({ it: { path: './callers/target' } });
    expect(loaded).toEqual(['./callers/target']);
  });

  test('has no comments, and the same texts in ASCII', () => {
    const code = '/** What it is. */\nexports.texts = ["a … b", `1 → 2`, /…/.test("…")]; // Why\n';
    expect(load({ one: code }, 'one').exported).toEqual({ texts: ['a … b', '1 → 2', true] });
    const text = combined(new Map([['one', code]]));
    expect(text).not.toMatch(/What|Why/);
    expect(text).not.toMatch(/[^\n -~]/);
  });

  test('rejects characters that it cannot escape', () => {
    expect(() => combined(new Map([['one', 'exports.text = String.raw `…`;']]))).toThrow(
      /^String\.raw must not contain …/,
    );
    expect(() => combined(new Map([['one', 'exports.text = String.raw `...`;']]))).not.toThrow();
  });
});

test('separate imports the modules of the combined file from there, and the others from their files', () => {
  const code = 'exports.all = [require("../agent/model"), require("./target"), require("constructs")];\n';
  expect(separate('callers/delivery', code, (module) => module === 'agent/model')).toBe(
    'exports.all = [require("../modules")("agent/model"), require("./target"), require("constructs")];\n',
  );
});

describe('The compiled library', () => {
  const execute = (code: string): unknown => {
    const setup = `const agentcore = require(${JSON.stringify(ROOT)}); const { App, Stack } = require('aws-cdk-lib/core');`;
    const output = execFileSync(process.execPath, ['-e', `${setup}\n${code}`], { cwd: ROOT, encoding: 'utf8' });
    return JSON.parse(output);
  };
  const harness = `
    const stack = new Stack(new App(), 'Stack');
    const model = agentcore.Model.bedrock('amazon.nova-pro-v1:0');
    const harness = new agentcore.Harness(stack, 'Assistant', { model });`;

  test('loads two files for an app with a harness', () => {
    const loaded = execute(`${harness}
      const root = require('node:path').resolve('lib') + '/';
      const files = Object.keys(require.cache).filter((file) => file.startsWith(root));
      console.log(JSON.stringify(files.map((file) => file.slice(root.length))));`);
    expect(loaded).toEqual(['index.js', 'modules.js']);
  });

  test('loads no file of a module in the combined file for an app that uses separate files', () => {
    const loaded = execute(`${harness}
      agentcore.Skill.fromPath('skills/review');
      const root = require('node:path').resolve('lib') + '/';
      const files = Object.keys(require.cache).filter((file) => file.startsWith(root));
      console.log(JSON.stringify(files.map((file) => file.slice(root.length)).sort()));`);
    expect(loaded).toEqual(['harness/skill.js', 'index.js', 'modules.js']);
  });

  test('loads only the modules that an app uses', () => {
    const loaded = execute(`${harness}
      console.log(JSON.stringify(Object.keys(require('./lib/modules').loaded)));`) as string[];
    expect(loaded).toContain('harness/harness');
    expect(loaded.filter((file) => /^(?:gateway|memory|runtime|callers|identity)\//.test(file))).toEqual([]);
    expect(loaded).not.toContain('harness/harness-endpoint');
  });

  test('has one copy of each module, wherever the module is imported', () => {
    expect(
      execute(`
        const { Harness } = require(${JSON.stringify(`${ROOT}/lib/harness/harness`)});
        console.log(JSON.stringify(Harness === agentcore.Harness));`),
    ).toBe(true);
  });

  test('rejects wrong types in the methods of a class that another class loads', () => {
    const message = execute(`${harness}
      const endpoint = harness.addEndpoint('live');
      try { endpoint.grants.invoke(1); } catch (error) { console.log(JSON.stringify(error.message)); }`);
    expect(message).toBe('AgentGrants.invoke: grantee must be an IGrantable, got the number 1.');
  });

  test('exports every name to ES modules', () => {
    const names = execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { Harness, Use } from '${ROOT}/lib/index.js'; console.log(typeof Harness, typeof Use);`,
      ],
      { encoding: 'utf8' },
    );
    expect(names.trim()).toBe('function function');
  });
});
