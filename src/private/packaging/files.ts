import { statSync } from 'node:fs';

/** Whether a path leads to a file or to a directory. Paths that the operating system rejects lead to neither. */
export function kindOf(path: string): 'file' | 'directory' | undefined {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? 'directory' : stats.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}
