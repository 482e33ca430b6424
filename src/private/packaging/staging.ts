import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Annotations, FileSystem, Stage } from 'aws-cdk-lib/core';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { readable } from './files';
import { hasSecretContent, hasSecretName, LARGEST_SEARCHED } from './secret-files';
import { type Selected, type Selection, selectFiles } from './selection';

/** Paths that are not packaged, and that the user may expect in the package. */
export interface LeftOut {
  /** Files that contain credentials. */
  readonly secrets: string[];
  /** Files and folders that a `.gitignore` file lists. */
  readonly ignored: string[];
}

/** The selected files of a directory, found in one walk. Their content is read when they are copied. */
export class DirectoryFiles {
  private readonly selected: Selected[];
  private readonly ignored: string[];

  /** @param outdir a folder that is skipped if it is inside of the directory: the output of the app, for example */
  public constructor(source: string, selection: Selection, outdir: string) {
    const { selected, ignored } = selectFiles(source, selection, outdir);
    this.selected = selected;
    this.ignored = ignored;
  }

  /** The paths of the executable files, which a content hash does not cover. */
  public get executables(): string[] {
    return this.selected.filter((file) => !file.link && isExecutable(file)).map(({ path }) => path);
  }

  /**
   * Copies the files, without those that contain credentials. Files are readable by all users in the copy, and
   * executable if their owner may execute them.
   *
   * @returns the paths that were left out
   */
  public copyTo(target: string): LeftOut {
    mkdirSync(target, { recursive: true });
    chmodSync(target, 0o755);
    const copy = new Copy(target);
    // A link is copied only if the file that it leads to is.
    const [files, links] = [false, true].map((isLink) => this.selected.filter(({ link }) => !link !== isLink));
    const secrets = [...files.filter((file) => !copy.addFile(file)), ...links.filter((link) => !copy.addLink(link))];
    return { secrets: secrets.map(({ path }) => path).sort(), ignored: this.ignored };
  }
}

/** The folder that files are copied to. */
class Copy {
  /** The paths of all files and folders. */
  private readonly paths = new Set(['', '.']);

  public constructor(private readonly target: string) {}

  /** Copies a file. Returns false, and does not copy it, if the file contains credentials. */
  public addFile(selected: Selected): boolean {
    const { path, file, isRequested } = selected;
    if (!isRequested && hasSecretName(path, file)) {
      return false;
    }
    const to = join(this.target, path);
    if (isSearched(selected)) {
      const bytes = readable(path, () => readFileSync(file));
      if (hasSecretContent(path, bytes)) {
        return false;
      }
      this.addFolder(dirname(path));
      writeFileSync(to, bytes);
    } else {
      this.addFolder(dirname(path));
      readable(path, () => copyFileSync(file, to));
    }
    chmodSync(to, isExecutable(selected) ? 0o755 : 0o644);
    this.paths.add(path);
    return true;
  }

  /** Copies a link unless the file that it leads to is left out. Returns false if that file contains credentials. */
  public addLink(selected: Selected): boolean {
    const { path, file, link, isRequested } = selected;
    if (!isRequested && hasSecretName(path, file)) {
      return false;
    }
    if (
      isSearched(selected) &&
      hasSecretContent(
        path,
        readable(path, () => readFileSync(file)),
      )
    ) {
      return false;
    }
    const content = link && ('text' in link ? link.text : this.linkTo(dirname(path), link.to));
    if (content) {
      this.addFolder(dirname(path));
      symlinkSync(content, join(this.target, path));
    }
    return true;
  }

  private linkTo(folder: string, path: string): string | undefined {
    return this.paths.has(path) ? relative(folder, path) || '.' : undefined;
  }

  private addFolder(path: string): void {
    if (!this.paths.has(path)) {
      this.addFolder(dirname(path));
      const folder = join(this.target, path);
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o755);
      this.paths.add(path);
    }
  }
}

/** Whether the content of a file is searched for credentials. Large files are data. */
function isSearched({ stats, isRequested }: Selected): boolean {
  return !isRequested && stats !== undefined && stats.isFile() && stats.size > 0 && stats.size <= LARGEST_SEARCHED;
}

function isExecutable({ stats }: Selected): boolean {
  return ((stats?.mode ?? 0) & 0o100) !== 0;
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
  const files = new DirectoryFiles(source, selection, Stage.of(scope)?.outdir ?? '');
  const folder = FileSystem.mkdtemp('staged-');
  let isKept = false;
  try {
    const target = join(folder, 'files');
    const leftOut = files.copyTo(target);
    use(target);
    isKept = Boolean(scope.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT));
    return leftOut;
  } finally {
    if (!isKept) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
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
