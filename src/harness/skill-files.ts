import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { FileSystem, type Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type LeftOut, withStaged } from '../private/packaging/staging';

/**
 * Returns a part of an object key for the name of a skill. Names that differ only in replaced characters get a hash.
 */
export function pathOf(name: string): string {
  const plain = name.replace(/\s+/g, '-');
  if (/^[a-zA-Z0-9_-]{1,64}$/.test(plain)) {
    return plain;
  }
  const readable = name.replace(/[^a-zA-Z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return [readable.slice(0, 48), hash].filter((part) => part !== '').join('-');
}

/** The uploaded files of a skill. */
export interface SkillFiles {
  readonly asset: Asset;
  /** The beginning of the content hash. */
  readonly hash: string;
  readonly leftOut: LeftOut;
}

/** The directories of a stack that contain skills. Each directory is read once, even if several agents use it. */
export class SkillDirectories extends Construct {
  public static of(stack: Stack): SkillDirectories {
    const id = 'AgentCoreSkillDirectories';
    return (stack.node.tryFindChild(id) as SkillDirectories | undefined) ?? new SkillDirectories(stack, id);
  }

  private readonly read = new Map<string, SkillFiles>();

  public filesOf(directory: string, exclude: string[]): SkillFiles {
    const key = JSON.stringify([resolve(directory), exclude]);
    const files = this.read.get(key) ?? this.stage(directory, exclude);
    this.read.set(key, files);
    return files;
  }

  private stage(directory: string, exclude: string[]): SkillFiles {
    let staged: Omit<SkillFiles, 'leftOut'> | undefined;
    const leftOut = withStaged(this, directory, { exclude }, (folder) => {
      if (!existsSync(join(folder, 'SKILL.md'))) {
        throw new Error(
          'SKILL.md is left out of the package. Remove the pattern that excludes it, or the credentials in it.',
        );
      }
      const hash = FileSystem.fingerprint(folder).slice(0, 16);
      staged = { hash, asset: new Asset(this, `Files${this.read.size}`, { path: folder }) };
    });
    return { ...(staged as Omit<SkillFiles, 'leftOut'>), leftOut };
  }
}
