import {
  type Dirent,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { IgnoreStrategy } from 'aws-cdk-lib/core';
import ignore, { type Ignore, type TestResult } from 'ignore';
import { quote } from '../validation/limit';
import { kindOf, readable } from './files';

/** Version control, caches and build outputs, which no agent needs, and folders of credentials. */
const NOT_NEEDED = [
  ...['.git', '.hg', '.svn', 'cdk.out', '.venv', 'venv', '.tox', '.nox', '__pycache__', '*.pyc', '.cache'],
  ...['.pytest_cache', '.mypy_cache', '.ruff_cache', '.DS_Store'],
  ...['.aws', '.azure', '**/.config/gcloud', '.docker', '.kube', '.gnupg', '.ssh', '.terraform'],
];

/** The selection of files in a directory. */
export interface Selection {
  /** Patterns that the kind of package adds, in the syntax of `.gitignore`. They come before those of the user. */
  readonly patterns?: string[];
  /** The patterns of the user, in the syntax of `.gitignore`. `!path` selects a path that is otherwise left out. */
  readonly exclude: string[];
  /**
   * The patterns for the build context of an image, in the syntax of `.dockerignore`. If they are given, `.gitignore`
   * files have no effect, and links out of the directory remain links, because they can be meant for the image.
   */
  readonly dockerPatterns?: string[];
}

/** A selected file or link. */
export interface Selected {
  /** The path in the directory. */
  readonly path: string;
  /** The file that is copied, or that a link leads to. */
  readonly file: string;
  /** The properties of the file. A link that leads nowhere has none. */
  readonly stats?: Stats;
  /**
   * The content of a link that is copied as a link: the path of another file, or a text without meaning in the package.
   */
  readonly link?: { readonly to: string } | { readonly text: string };
  /** Whether the user selects the file by a pattern, even if it contains credentials. */
  readonly isRequested: boolean;
}

/** Finds the files of a directory that are packaged, and the paths that a `.gitignore` file leaves out. */
export function selectFiles(
  source: string,
  selection: Selection,
  outdir: string,
): { readonly selected: Selected[]; readonly ignored: string[] } {
  return new Selector(source, selection, outdir).select();
}

/** @throws if a pattern matches no path in the syntax of `.gitignore`, in which no path begins with a period and a slash */
function checkPatterns(exclude: string[]): void {
  const idle = exclude.find((pattern) => /^!?\.\.?\//.test(pattern));
  if (idle !== undefined) {
    const inside = /^(!?)\.(\/.+)$/.exec(idle);
    const fix = inside ? `Use ${quote(`${inside[1]}${inside[2]}`)}` : 'Use the path of a file in the directory';
    throw new Error(
      `exclude must contain patterns in the syntax of .gitignore, got ${quote(idle)}, which matches no file. ${fix}.`,
    );
  }
}

class Selector {
  private readonly selected: Selected[] = [];
  private readonly ignored: string[] = [];
  private readonly user: Ignore;
  private readonly requested: Ignore;
  private readonly root: string;
  private readonly outdir?: string;
  private readonly docker?: IgnoreStrategy;

  public constructor(
    private readonly source: string,
    private readonly selection: Selection,
    outdir: string,
  ) {
    const { exclude, dockerPatterns } = selection;
    if (!dockerPatterns) {
      checkPatterns(exclude);
    }
    this.docker = dockerPatterns && IgnoreStrategy.docker(resolve(source), dockerPatterns);
    this.user = ignore().add(exclude);
    // Without the user's patterns all files are ignored, and no folder is: a file is selected only by its own pattern.
    this.requested = ignore().add(['*', '!*/', ...exclude]);
    this.root = realpathSync(source);
    this.outdir = existsSync(outdir) ? realpathSync(outdir) : undefined;
  }

  public select(): { readonly selected: Selected[]; readonly ignored: string[] } {
    const base = ignore().add([...NOT_NEEDED, ...(this.selection.patterns ?? [])]);
    this.visit('', this.root, [{ folder: '', rules: base }], [this.root]);
    return { selected: this.selected, ignored: this.ignored };
  }

  private visit(path: string, folder: string, around: Rules[], above: string[]): void {
    const entries = readable(path, () => readdirSync(folder, { withFileTypes: true }));
    const rules = [...around, ...this.rulesOf(path, folder)];
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      this.visitEntry(path === '' ? entry.name : `${path}/${entry.name}`, folder, entry, rules, above);
    }
  }

  private visitEntry(path: string, folder: string, entry: Dirent, rules: Rules[], above: string[]): void {
    const location = join(folder, entry.name);
    if (!entry.isDirectory() && this.isIgnored(path, rules)) {
      return;
    }
    const stats = this.statsOf(path, location, entry);
    const isLink = entry.isSymbolicLink();
    const file = isLink && stats ? realpathSync(location) : location;
    const link = isLink ? this.linkOf(location, file, stats) : undefined;
    if (link || stats?.isFile()) {
      this.selected.push({ path, file, stats, link, isRequested: !this.requested.ignores(path) });
    } else if (stats?.isDirectory() && !this.isSkipped(path, file, rules)) {
      const inside = realpathSync(file);
      if (!isLoop(inside, above)) {
        // Rules that ignore a folder which the user selects have no effect inside of it.
        const effective = rules.filter((one) => !verdictOf(one, `${path}/`).ignored);
        this.visit(path, file, effective, [...above, inside]);
      }
    }
    // Sockets and pipes have no content to package.
  }

  /** The properties of a file, or of the file that a link leads to. A link that leads nowhere has none. */
  private statsOf(path: string, location: string, entry: Dirent): Stats | undefined {
    return readable(path, () => {
      try {
        return statSync(location);
      } catch (error) {
        const isNowhere = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
        if (entry.isSymbolicLink() && (isNowhere || this.docker)) {
          return undefined;
        }
        throw error;
      }
    });
  }

  /**
   * A link that leads out of the directory is replaced by what it leads to, except in the build context of an image.
   */
  private linkOf(location: string, file: string, stats: Stats | undefined): Selected['link'] {
    if (stats && isWithin(this.root, file)) {
      return { to: relative(this.root, file).split(sep).join('/') };
    }
    return this.docker || !stats ? { text: readlinkSync(location) } : undefined;
  }

  private isSkipped(path: string, folder: string, rules: Rules[]): boolean {
    const isVirtualEnvironment = existsSync(join(folder, 'pyvenv.cfg'));
    const isLeftOut = this.isIgnored(`${path}/`, rules) || isVirtualEnvironment;
    const isRequestedInside = this.selection.exclude.some((pattern) =>
      pattern.replace(/^!\/?/, '').startsWith(`${path}/`),
    );
    return realpathSync(folder) === this.outdir || (isLeftOut && !(isRequestedInside && !isVirtualEnvironment));
  }

  /** The last pattern that matches decides, as in Git: those of the user come last. */
  private isIgnored(path: string, rules: Rules[]): boolean {
    const location = join(resolve(this.source), path);
    if (path.endsWith('/') ? this.docker?.completelyIgnores(location) : this.docker?.ignores(location)) {
      return true;
    }
    const verdicts = [...rules, { folder: '', rules: this.user }].map((one) => ({
      ...verdictOf(one, path),
      isFile: one.isFile,
    }));
    const decided = verdicts.filter(({ ignored, unignored }) => ignored || unignored);
    const last = decided[decided.length - 1];
    if (last?.ignored && last.isFile && !path.endsWith('/.gitignore')) {
      this.ignored.push(path);
    }
    return last?.ignored ?? false;
  }

  private rulesOf(path: string, folder: string): Rules[] {
    const file = join(folder, '.gitignore');
    const isRead = !this.docker && kindOf(file) === 'file';
    const patterns = () => readFileSync(file, 'utf8');
    return isRead
      ? [{ folder: path, rules: ignore().add(readable(join(path, '.gitignore'), patterns)), isFile: true }]
      : [];
  }
}

/** Patterns, and the folder that they are relative to. */
interface Rules {
  readonly folder: string;
  readonly rules: Ignore;
  /** Whether the patterns are those of a `.gitignore` file. */
  readonly isFile?: boolean;
}

function verdictOf({ folder, rules }: Rules, path: string): TestResult {
  return rules.test(folder === '' ? path : path.slice(folder.length + 1));
}

/** Whether a folder contains one of the folders that lead to it: its content would repeat without end. */
function isLoop(folder: string, above: string[]): boolean {
  return above.some((other) => isWithin(folder, other));
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way.startsWith('..') || way.startsWith(sep));
}
