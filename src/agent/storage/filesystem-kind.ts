/** @internal */
export interface FilesystemKind {
  readonly name: string;
  readonly most: number;
  readonly needsVpc: boolean;
}

export const SESSION_STORAGE: FilesystemKind = { name: 'session storage', most: 1, needsVpc: false };

export const EFS: FilesystemKind = { name: 'EFS', most: 2, needsVpc: true };

export const S3_FILES: FilesystemKind = { name: 'S3 Files', most: 2, needsVpc: true };

export const VOLUME: FilesystemKind = { name: 'capacity provider volumes', most: 5, needsVpc: false };
