/** What the bundle of an ES module needs to load what was written for CommonJS. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * What Node.js runs to bundle: constructs are made at once, and esbuild takes plugins only when it may take its time.
 *
 * A module that makes a `require` of its own, as that of AWS's SDK for agents does, loads packages which esbuild does
 * not see, and which would then not be in the bundle. Without that line, its `require` is the one that esbuild knows.
 *
 * The output is a list of the files in the bundle.
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

/** All that decides what the bundle of a file is like, but where it lies. */
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
    // The map has the names of the sources, and not their text.
    sourcesContent: false,
    external,
  };
}

/** The command that makes a bundle of a folder's files. */
export function esbuildCommand(settings: object, folder: string, outfile: string): string[] {
  const all = { ...settings, absWorkingDir: folder, outfile };
  return [process.execPath, '-e', SCRIPT, findEsbuild(folder), JSON.stringify(all)];
}

/** From the entry's folder or from the app's. */
function findEsbuild(from: string): string {
  try {
    return require.resolve('esbuild', { paths: [from, process.cwd()] });
  } catch {
    throw new Error(
      'esbuild, by which TypeScript agents are bundled, is not installed: run `npm install --save-dev esbuild`',
    );
  }
}
