import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

export const NODE_PACKAGES = 'node_modules';

/** A directory of packages: its real path, and the path that the bundle contains in its place. */
type Root = readonly [real: string, name: string];

/**
 * Names the files of a bundle by where the code finds them: sources from the folder of the entry, and packages from
 * `node_modules`. Bundlers name packages by their real path, which differs where `node_modules` or a package is a link.
 */
export class BundlePaths {
  private readonly source: string;
  private readonly roots: Root[];

  /** @param source The folder of the entry */
  public constructor(source: string) {
    this.source = realpathSync(source);
    const directories = [this.source, ...ancestorsOf(this.source)].map((folder) => join(folder, NODE_PACKAGES));
    const roots = directories.filter((directory) => existsSync(directory)).flatMap(rootsIn);
    // A workspace links the package of the entry, too.
    this.roots = roots.filter(([real]) => !`${this.source}${sep}`.startsWith(`${real}${sep}`));
  }

  /** Names the files in the source map of a bundle. */
  public renameInMap(file: string): void {
    const map = JSON.parse(readFileSync(file, 'utf8')) as { sources: string[] };
    const from = realpathSync(dirname(file));
    writeFileSync(
      file,
      JSON.stringify({ ...map, sources: map.sources.map((path) => this.portablePath(resolve(from, path))) }),
    );
  }

  /**
   * Names the files in a bundle: in the comment before each module, in the keys of CommonJS modules and above licenses.
   *
   * @param inputs The files as esbuild names them, from the folder of the entry
   */
  public renameInBundle(file: string, inputs: string[]): void {
    const names = new Map(inputs.map((input) => [input, this.nameOfInput(input)]));
    const renamed = (before: string, path: string, after: string) => `${before}${names.get(path) ?? path}${after}`;
    const text = readFileSync(file, 'utf8')
      .replace(/^(\s*\/\/ )(.+)()$/gm, (_, ...parts: [string, string, string]) => renamed(...parts))
      .replace(/^(\s*")(.+)("\(.*\) \{)$/gm, (_, ...parts: [string, string, string]) => renamed(...parts))
      .replace(/^()(\S+)(:)$/gm, (_, ...parts: [string, string, string]) => renamed(...parts));
    writeFileSync(file, text);
  }

  /** A file that esbuild leaves out has a mark before its path. */
  private nameOfInput(input: string): string {
    const [, mark = '', path = input] = /^(\(\w+\):)?(.*)$/.exec(input) ?? [];
    return `${mark}${this.portablePath(resolve(this.source, path))}`;
  }

  private portablePath(path: string): string {
    const [root] = this.roots.filter(([real]) => path.startsWith(`${real}${sep}`));
    return (root ? join(root[1], relative(root[0], path)) : relative(this.source, path)).split(sep).join('/');
  }
}

export function ancestorsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestorsOf(parent)];
}

/** The directory itself, and the packages in it that are links to elsewhere. */
function rootsIn(directory: string): Root[] {
  const entriesOf = (folder: string) => readdirSync(join(directory, folder), { withFileTypes: true });
  const scopes = entriesOf('.').filter(({ name }) => name.startsWith('@'));
  const entries = ['.', ...scopes.map(({ name }) => name)].flatMap((folder) =>
    entriesOf(folder).map((entry) => ({ entry, path: join(folder, entry.name) })),
  );
  const links = entries.filter(({ entry, path }) => entry.isSymbolicLink() && existsSync(join(directory, path)));
  return [
    [realpathSync(directory), NODE_PACKAGES],
    ...links.map(({ path }): Root => [realpathSync(join(directory, path)), join(NODE_PACKAGES, path)]),
  ];
}
