import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Files = Record<string, string | Buffer>;

/** Creates directories with files, and deletes them after the last test of the test file. */
export function temporaryDirectories(): (files?: Files) => string {
  const made: string[] = [];
  afterAll(() => {
    for (const directory of made) {
      rmSync(directory, { recursive: true, force: true });
    }
  });
  return (files = {}) => {
    const directory = mkdtempSync(join(tmpdir(), 'cdk-agentcore-test-'));
    made.push(directory);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(directory, dirname(path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    return directory;
  };
}

const MACHINES = { arm64: 183, x86_64: 62 };

/** The header of a binary for Linux. */
export function binaryFor(machine: keyof typeof MACHINES): Buffer {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(MACHINES[machine], 18);
  return header;
}

/** Installs a stand-in for `uv` that logs its arguments and installs the packages of a directory. */
export function fakeUv(directory: string, packages: string): { readonly calls: () => string[][] } {
  const log = join(directory, 'calls');
  const script = `#!${process.execPath}
const { appendFileSync, cpSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const after = (name) => args[args.indexOf(name) + 1];
appendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + '\\n');
if (args[0] === 'export') {
  writeFileSync(after('--output-file'), '');
} else {
  cpSync(${JSON.stringify(packages)}, after('--target'), { recursive: true });
}
`;
  return installTool(directory, 'uv', script, log);
}

/** Installs a stand-in for `go` that writes an empty executable. */
export function fakeGo(directory: string): void {
  const script = `#!${process.execPath}
const args = process.argv.slice(2);
if (args[0] === 'version') {
  console.log('go version go1.23.0 linux/arm64');
} else {
  require('node:fs').writeFileSync(args[args.indexOf('-o') + 1], '');
}
`;
  installTool(directory, 'go', script, '');
}

/** Installs a stand-in for a tool that always fails. */
export function failingTool(directory: string, name: string, message: string): void {
  installTool(directory, name, `#!/bin/sh\necho '${message}' >&2\nexit 2\n`, '');
}

function installTool(directory: string, name: string, script: string, log: string) {
  writeFileSync(join(directory, name), script);
  chmodSync(join(directory, name), 0o755);
  return { calls: () => readLines(log).map((line) => JSON.parse(line) as string[]) };
}

function readLines(file: string): string[] {
  return readFileSync(file, 'utf8').trim().split('\n');
}
