import { type Dirent, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where packages came from, and when: no agent reads it. */
const ORIGINS = ['direct_url.json', 'uv_cache.json', 'uv_build.json'];

/** A command begins with the path of the Python that installed it, in the first line or, when that is long, in three. */
const SHEBANG = /^#!(?:\/bin\/sh\n'''exec' .*\n' '''|.*python.*)\n/;

/**
 * Takes out of installed packages what the machine that installed them has written into them: commands that name
 * its Python, which the agent has not, and where the packages came from. What is left is the same on every machine.
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
      // Not all commands are text: as latin1 every byte stays what it was.
      const text = readFileSync(command, 'latin1');
      if (SHEBANG.test(text)) {
        writeFileSync(command, text.replace(SHEBANG, '#!/usr/bin/env python3\n'), 'latin1');
      }
    }
  }
}

/** The record of a package has the hashes of its commands, which differ like the commands; its format takes none too. */
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
