import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import type { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { isUnknown } from '../validation/unknown';
import { kindOf } from './files';

/** The architecture of code: arm64, unless the agent runs on instances of a capacity provider. */
export type Architecture = `${InstanceArchitecture}`;

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
/** The values of the machine field, which is at byte 18 of an ELF header. */
const MACHINE_AT = 18;
const MACHINES: Record<Architecture, number> = { arm64: 183, x86_64: 62 };
/**
 * The files that Python and Node.js load as binaries. On Linux they must be ELF files. Packages can include binaries
 * for other systems.
 */
const LIBRARY = /\.(so|node|pyd)$/;
/** The directories in which Node.js packages have one binary for each system, and load the binary of their system. */
const FOR_EACH_SYSTEM = /(^|[\\/])prebuilds[\\/]/;
const MB = 1024 * 1024;

/** The quotas of AgentCore, in bytes. */
const LARGEST = { unzipped: 750 * MB, zipped: 250 * MB };

/** The command that starts a Python agent with OpenTelemetry instrumentation. */
export const INSTRUMENT = 'opentelemetry-instrument';
/**
 * The module of the Python package that contains the command. The name of the command differs between systems, the name
 * of the module does not.
 */
const INSTRUMENT_MODULE = join('opentelemetry', 'instrumentation', 'auto_instrumentation');

/**
 * Whether an entry point starts a Python module, as in `['-m', 'agent']` or `['opentelemetry-instrument', '-m agent']`.
 */
export function namesModule(entryPoint: string[]): boolean {
  return entryPoint.some((part) => /^-m(?:\s|$)/.test(part));
}

/** The quotas and the architecture against which code is validated, if they are not the defaults. */
export interface CodeLimits {
  readonly architecture?: Architecture;
  readonly largest?: typeof LARGEST;
}

/**
 * Finds problems that fail the deployment or the start of the agent: binaries for another architecture, code that
 * exceeds a quota, or a missing entry point.
 */
export function codeProblems(
  directory: string,
  entryPoint: string[],
  { architecture = 'arm64', largest = LARGEST }: CodeLimits = {},
): string[] {
  const files = listFiles(directory);
  const problems: string[] = [];
  const entry = entryPoint[entryPoint.length - 1];
  if (
    entry !== undefined &&
    !isUnknown(entry) &&
    !namesModule(entryPoint) &&
    kindOf(join(directory, entry)) !== 'file'
  ) {
    problems.push(`it has no file ${JSON.stringify(entry)}, which starts the agent`);
  }
  if (entryPoint[0] === INSTRUMENT && !brings(directory, INSTRUMENT_MODULE)) {
    problems.push(`it has no ${INSTRUMENT}, which starts the agent: add aws-opentelemetry-distro to its dependencies`);
  }
  const foreign = files
    .map((file) => relative(directory, file))
    .filter((path) => !FOR_EACH_SYSTEM.test(path) && isForeign(join(directory, path), architecture));
  if (foreign.length > 0) {
    const named = foreign.sort().slice(0, 5).join(', ');
    problems.push(
      `it has binaries that are not for ${architecture} Linux: ${named}${foreign.length > 5 ? `, and ${foreign.length - 5} more` : ''}: install its dependencies for ${architecture} Linux, or exclude what the agent does not load`,
    );
  }
  const tooLarge = problemOfSize(directory, files, largest);
  return tooLarge ? [...problems, tooLarge] : problems;
}

function problemOfSize(directory: string, files: string[], largest: typeof LARGEST): string | undefined {
  const sum = (sizeOf: (file: string) => number) => files.reduce((total, file) => total + sizeOf(file), 0);
  const problemOf = (kind: keyof typeof LARGEST, size: number) =>
    size > largest[kind]
      ? `it is ${inMb(size)} MB ${kind}, and AgentCore accepts at most ${inMb(largest[kind])} MB: exclude what the agent does not load, or use Artifact.fromImage`
      : undefined;
  const unzipped = sum((file) => statSync(file).size);
  const names = sum((file) => namesIn(relative(directory, file)));
  const zipped = unzipped <= largest.unzipped ? zippedSize(files, unzipped, names, largest.zipped) : 0;
  return problemOf('unzipped', unzipped) ?? problemOf('zipped', zipped);
}

/**
 * Returns the size of the ZIP file if it exceeds the limit, and 0 otherwise. Stops when the result is certain, because
 * compressing takes time.
 */
function zippedSize(files: string[], unzipped: number, names: number, limit: number): number {
  const sizeAt = (level: number): number => {
    let zipped = names;
    let rest = unzipped;
    for (const file of files) {
      // The rest may grow a little: a file that cannot be compressed is stored.
      if (zipped > limit || zipped + rest <= limit) {
        break;
      }
      const content = readFileSync(file);
      rest -= content.length;
      zipped += Math.min(content.length, deflateRawSync(content, { level }).length);
    }
    return zipped > limit ? zipped : 0;
  };
  // Code that fits at the fastest compression level also fits at the level of the upload.
  return sizeAt(constants.Z_BEST_SPEED) && sizeAt(constants.Z_DEFAULT_COMPRESSION);
}

/**
 * The size of the headers of a file in a ZIP archive: a local header and a directory entry, each with the file name.
 */
function namesIn(path: string): number {
  return 30 + 46 + 2 * Buffer.byteLength(path);
}

function inMb(size: number): number {
  return Math.ceil(size / MB);
}

function brings(directory: string, module: string): boolean {
  return existsSync(join(directory, module)) || existsSync(join(directory, 'bin', INSTRUMENT));
}

/** Lists files, and links to files, because the uploaded package contains the file in place of the link. */
function listFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ entry, path }) => entry.isFile() || (entry.isSymbolicLink() && kindOf(path) === 'file'))
    .map(({ path }) => path);
}

function isForeign(file: string, architecture: Architecture): boolean {
  const header = headerOf(file, MACHINE_AT + 2);
  return header.subarray(0, 4).equals(ELF)
    ? header.readUInt16LE(MACHINE_AT) !== MACHINES[architecture]
    : LIBRARY.test(file);
}

/** Returns the first bytes of a file. Bytes after the end of the file are 0. */
function headerOf(file: string, length: number): Buffer {
  const header = Buffer.alloc(length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header, 0, length, 0);
  } finally {
    closeSync(handle);
  }
  return header;
}
