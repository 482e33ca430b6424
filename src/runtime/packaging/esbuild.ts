/** Code at the start of the bundle that lets CommonJS modules in an ES module call `require`. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * The script that bundles, in a separate process: constructs are created synchronously, and esbuild supports plugins
 * only in its asynchronous API.
 *
 * A module that creates its own `require`, such as the AgentCore SDK, loads packages that esbuild does not find, and
 * that would be missing in the bundle. The plugin removes the line that creates it.
 *
 * The script prints a list of the files in the bundle.
 */
const SCRIPT = `
const { readFileSync } = require('node:fs');
const [esbuild, settings] = process.argv.slice(1);
const ownRequire = /\\b(?:const|let|var)\\s+require\\s*=\\s*(?:\\w+\\.)?createRequire\\(import\\.meta\\.url\\);?/g;
const plugin = {
  name: 'one-require',
  setup: (build) => build.onLoad({ filter: /\\.[cm]?[jt]sx?$/ }, ({ path }) => {
    const text = readFileSync(path, 'utf8');
    const contents = text.replace(ownRequire, '');
    return contents === text ? undefined : { contents, loader: 'default' };
  }),
};
require(esbuild).build({ ...JSON.parse(settings), plugins: [plugin], metafile: true }).then(
  (result) => process.stdout.write(JSON.stringify(Object.keys(result.metafile.inputs))),
  (error) => {
    if (!error.errors) {
      console.error(error);
    }
    process.exitCode = 1;
  },
);
`;

export interface EsbuildOptions {
  readonly external?: string[];
  readonly minify?: boolean;
  readonly sourceMap?: boolean;
}

/** Returns the settings that determine the content of a bundle, without paths. */
export function esbuildSettings(file: string, options: EsbuildOptions): object {
  const { external = [], minify = false, sourceMap = true } = options;
  return {
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    logLevel: 'warning',
    banner: { js: REQUIRE },
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    minify,
    sourcemap: sourceMap,
    // The source map contains the names of the source files, but not their content.
    sourcesContent: false,
    external,
  };
}

/** Returns the command that bundles the files of a folder. */
export function esbuildCommand(settings: object, folder: string, outfile: string): string[] {
  const all = { ...settings, absWorkingDir: folder, outfile };
  return [process.execPath, '-e', SCRIPT, findEsbuild(folder), JSON.stringify(all)];
}

/** Finds esbuild from the folder of the entry, or from the folder of the app. */
function findEsbuild(from: string): string {
  try {
    return require.resolve('esbuild', { paths: [from, process.cwd()] });
  } catch {
    throw new Error(
      'esbuild, which bundles TypeScript agents, is not installed. Run `npm install --save-dev esbuild`.',
    );
  }
}
