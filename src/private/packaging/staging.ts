import {
  chmodSync,
  copyFileSync,
  type Dirent,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Annotations, FileSystem, IgnoreStrategy, Stage } from 'aws-cdk-lib/core';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import ignore, { type Ignore, type TestResult } from 'ignore';
import { kindOf } from './files';
import { holdsSecret } from './secret-files';

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

/** Paths that are not packaged, and that the user may expect in the package. */
export interface LeftOut {
  /** Files that hold credentials. */
  readonly secrets: string[];
  /** Files and folders that a `.gitignore` file lists. */
  readonly ignored: string[];
}

/** A selected file or link. */
interface Selected {
  /** The path in the directory. */
  readonly path: string;
  /** The file that is copied, or that a link leads to. */
  readonly file: string;
  /** What a link contains, if it is copied as a link: the path of another file, or a text that has no meaning here. */
  readonly link?: { readonly to: string } | { readonly text: string };
}

/**
 * Copies the selected files of a directory, without those that hold credentials. Files are readable by everyone in the
 * copy, and executable if their owner may execute them.
 *
 * @param outdir a folder that is skipped if it is inside of the directory: the output of the app, for example
 * @returns the paths that were left out
 */
export function stageDirectory(
  source: string,
  target: string,
  selection: Selection,
  outdir = dirname(target),
): LeftOut {
  const { selected, leftOut } = new Selector(source, selection, outdir).select();
  mkdirSync(target, { recursive: true });
  chmodSync(target, 0o755);
  const staged = new Set(selected.map(({ path }) => path));
  for (const { path, file, link } of selected) {
    const copy = join(target, path);
    makeFolder(target, dirname(path));
    if (link === undefined) {
      readable(path, () => copyFileSync(file, copy));
      chmodSync(copy, isExecutable(file) ? 0o755 : 0o644);
    } else if ('text' in link) {
      symlinkSync(link.text, copy);
    } else if (isStaged(staged, link.to)) {
      symlinkSync(relative(dirname(path), link.to) || '.', copy);
    }
  }
  return leftOut;
}

/**
 * Stages a directory in a temporary folder for as long as something is created from it. Apps that turn the staging of
 * assets off read the folder later, so that it remains for them.
 *
 * @returns the paths that were left out
 */
export function withStaged(
  scope: Construct,
  source: string,
  selection: Selection,
  use: (folder: string) => void,
): LeftOut {
  const folder = FileSystem.mkdtemp('staged-');
  const target = join(folder, 'files');
  const leftOut = stageDirectory(source, target, selection, Stage.of(scope)?.outdir);
  use(target);
  if (!scope.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT)) {
    rmSync(folder, { recursive: true });
  }
  return leftOut;
}

const MOST_NAMED = 10;

function named(paths: string[]): string {
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  return paths.slice(0, MOST_NAMED).join(', ') + more;
}

/** Says once which files were left out. */
export function reportLeftOut(scope: Construct, prop: string, { secrets, ignored }: LeftOut): void {
  if (ignored.length > 0) {
    Annotations.of(scope).addInfo(
      `${prop}: ${named(ignored)} are not packaged, because .gitignore lists them. Add "!<path>" to exclude to package a file anyway.`,
    );
  }
  if (secrets.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:secretFilesLeftOut',
      `${prop}: ${named(secrets)} look like files with credentials and are not packaged. Code that reads them will not find them. Store credentials in the token vault or in AWS Secrets Manager, or add "!<path>" to exclude to package a file anyway.`,
    );
  }
}

/** The paths of the executable files in a directory, which a content hash does not cover. */
export function executablesIn(source: string, selection: Selection, outdir: string): string[] {
  const { selected } = new Selector(source, selection, outdir).select(false);
  return selected.filter(({ file, link }) => !link && isExecutable(file)).map(({ path }) => path);
}

function isExecutable(file: string): boolean {
  return (statSync(file).mode & 0o100) !== 0;
}

function isStaged(staged: Set<string>, path: string): boolean {
  return staged.has(path) || [...staged].some((other) => other.startsWith(`${path}/`));
}

function makeFolder(target: string, path: string): void {
  const folder = join(target, path);
  if (!existsSync(folder)) {
    makeFolder(target, dirname(path));
    mkdirSync(folder);
    chmodSync(folder, 0o755);
  }
}

/** Names the file that the operating system cannot read. */
function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' || code === 'EPERM' ? 'permission is denied' : message;
    throw new Error(`${JSON.stringify(path || '.')} cannot be read: ${reason}. Make it readable, or exclude it.`);
  }
}

class Selector {
  private readonly selected: Selected[] = [];
  private readonly leftOut: LeftOut = { secrets: [], ignored: [] };
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
    this.docker = dockerPatterns && IgnoreStrategy.docker(resolve(source), dockerPatterns);
    this.user = ignore().add(exclude);
    // Without the user's patterns all files are ignored, and no folder is: a file is selected only by its own pattern.
    this.requested = ignore().add(['*', '!*/', ...exclude]);
    this.root = realpathSync(source);
    this.outdir = existsSync(outdir) ? realpathSync(outdir) : undefined;
  }

  public select(checksContent = true): { readonly selected: Selected[]; readonly leftOut: LeftOut } {
    const base = ignore().add([...NOT_NEEDED, ...(this.selection.patterns ?? [])]);
    this.visit('', this.root, [{ folder: '', rules: base }], [this.root], checksContent);
    return { selected: this.selected, leftOut: this.leftOut };
  }

  private visit(path: string, folder: string, around: Rules[], above: string[], checksContent: boolean): void {
    const entries = readable(path, () => readdirSync(folder, { withFileTypes: true }));
    const rules = [...around, ...this.rulesOf(path, folder)];
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      this.visitEntry(path === '' ? entry.name : `${path}/${entry.name}`, folder, entry, rules, above, checksContent);
    }
  }

  private visitEntry(
    path: string,
    folder: string,
    entry: Dirent,
    rules: Rules[],
    above: string[],
    checksContent: boolean,
  ): void {
    const location = join(folder, entry.name);
    if (!entry.isDirectory() && this.isIgnored(path, rules)) {
      return;
    }
    const file = entry.isSymbolicLink() && existsSync(location) ? realpathSync(location) : location;
    const isFolder = kindOf(file) === 'directory';
    const link = entry.isSymbolicLink() ? this.linkOf(location, file) : undefined;
    if (link || !isFolder) {
      this.add({ path, file, link }, checksContent && !isFolder && existsSync(file));
    } else if (!this.isSkipped(path, file, rules) && !isLoop(realpathSync(file), above)) {
      // Rules that ignore a folder which the user selects have no effect inside of it.
      const inside = rules.filter((one) => !verdictOf(one, `${path}/`).ignored);
      this.visit(path, file, inside, [...above, realpathSync(file)], checksContent);
    }
  }

  /** A link that leads out of the directory is replaced by what it leads to, except in the build context of an image. */
  private linkOf(location: string, file: string): Selected['link'] {
    if (existsSync(location) && isWithin(this.root, file)) {
      return { to: relative(this.root, file).split(sep).join('/') };
    }
    return this.docker || !existsSync(location) ? { text: readlinkSync(location) } : undefined;
  }

  private add(selected: Selected, checksContent: boolean): void {
    const { path, file } = selected;
    const isSecret = checksContent && !this.isRequested(path) && readable(path, () => holdsSecret(path, file));
    if (isSecret) {
      this.leftOut.secrets.push(path);
    } else {
      this.selected.push(selected);
    }
  }

  private isRequested(path: string): boolean {
    return !this.requested.ignores(path);
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
      this.leftOut.ignored.push(path);
    }
    return last?.ignored ?? false;
  }

  private rulesOf(path: string, folder: string): Rules[] {
    const file = join(folder, '.gitignore');
    const isRead = !this.docker && kindOf(file) === 'file';
    return isRead ? [{ folder: path, rules: ignore().add(readFileSync(file, 'utf8')), isFile: true }] : [];
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
