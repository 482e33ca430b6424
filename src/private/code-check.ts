import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
/** The machine field of an ELF header lies at byte 18; this is its value on arm64. */
const MACHINE_AT = 18;
const ARM64 = 183;
const LARGEST = 750 * 1024 * 1024;

/**
 * Refuses code that the service would refuse minutes into a deployment: binaries of another machine, too much of it,
 * or no file to start.
 */
export function checkCode(directory: string, entry: string): void {
  const files = listFiles(directory);
  const problems: string[] = [];
  if (!files.includes(join(directory, entry))) {
    problems.push(`it has no ${entry}, which starts the agent`);
  }
  const foreign = files.filter((file) => isForeign(file)).map((file) => relative(directory, file));
  if (foreign.length > 0) {
    problems.push(
      `it has binaries that are not for arm64: ${foreign.slice(0, 5).join(', ')}${foreign.length > 5 ? ', …' : ''}`,
    );
  }
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  if (size > LARGEST) {
    problems.push(
      `it is ${Math.ceil(size / 1024 / 1024)} MB, the service takes 750 MB: leave out what the agent does not load`,
    );
  }
  if (problems.length > 0) {
    throw new Error(`the code in ${directory} cannot run on AgentCore: ${problems.join('; ')}`);
  }
}

function listFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function isForeign(file: string): boolean {
  const header = Buffer.alloc(MACHINE_AT + 2);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  return header.subarray(0, 4).equals(ELF) && header.readUInt16LE(MACHINE_AT) !== ARM64;
}
