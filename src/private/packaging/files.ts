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

/** Names the file that the operating system cannot read. */
export function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' || code === 'EPERM' ? 'permission is denied' : message;
    throw new Error(`${JSON.stringify(path || '.')} cannot be read: ${reason}. Make it readable, or exclude it.`);
  }
}
