import { type Dirent, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Files that contain the origin of a package and the time of its installation. No agent reads them. */
const ORIGINS = ['direct_url.json', 'uv_cache.json', 'uv_build.json'];

/**
 * A command starts with the path of the Python interpreter that installed it: one line, or three if the path is long.
 */
const SHEBANG = /^#!(?:\/bin\/sh\n'''exec' .*\n' '''|.*python.*)\n/;

/**
 * Removes the traces of the machine that installed packages: the origin of the packages, and the path of its Python
 * interpreter in commands. The remaining content is the same on every machine.
 */
export function forgetThisMachine(directory: string): void {
  const files = readdirSync(directory, { withFileTypes: true });
  const information = files.filter((entry) => entry.isDirectory() && entry.name.endsWith('.dist-info'));
  for (const entry of information.map(({ name }) => join(directory, name))) {
    for (const origin of ORIGINS) {
      rmSync(join(entry, origin), { force: true });
    }
    forgetHashes(entry);
  }
  if (files.some((entry) => entry.name === 'bin' && entry.isDirectory())) {
    for (const entry of readdirSync(join(directory, 'bin'), { withFileTypes: true }).filter((file) => file.isFile())) {
      const command = join(directory, 'bin', entry.name);
      // Some commands are binary files, and latin1 preserves every byte.
      const text = readFileSync(command, 'latin1');
      if (SHEBANG.test(text)) {
        writeFileSync(command, text.replace(SHEBANG, '#!/usr/bin/env python3\n'), 'latin1');
      }
    }
  }
}

/** The record of a package contains the hashes of its commands, which change with the commands. Hashes are optional. */
function forgetHashes(information: string): void {
  const isFile = (entry: Dirent) => entry.name === 'RECORD' && entry.isFile();
  if (!readdirSync(information, { withFileTypes: true }).some(isFile)) {
    return;
  }
  const record = join(information, 'RECORD');
  const lines = readFileSync(record, 'utf8').split('\n');
  const kept = lines.filter((line) => !ORIGINS.includes(basename(line.split(',')[0])));
  const neutral = kept.map((line) => line.replace(/^((?:\.\.\/)*bin\/[^,]+),.*$/, '$1,,'));
  writeFileSync(record, neutral.join('\n'));
}
