import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReviewedAssembly, readAssembly } from '../assembly';
import { withChanges } from '../changes/changes';
import { type Review, SEVERITIES, type Severity } from '../model';
import { reviewOf } from '../review';
import { FORMATS } from '../write';
import { CommandError, type ReviewArguments, readArguments, USAGE } from './arguments';

/** The result of the command. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command `cdk-agentcore`. */
export function run(args: string[]): Outcome {
  try {
    const given = readArguments(args);
    return given ? review(given) : { exitCode: 0, stdout: USAGE, stderr: '' };
  } catch (error) {
    if (error instanceof CommandError) {
      return { exitCode: 2, stdout: '', stderr: `${error.message}\n` };
    }
    throw error;
  }
}

function review({ assembly, base, format, out, failOn }: ReviewArguments): Outcome {
  const head = reviewed('The cloud assembly', assembly);
  const result = base === undefined ? head.review : withChanges(head, reviewed('--base', base));
  const text = FORMATS[format](result);
  if (out !== undefined) {
    write(out, text);
  }
  const failing = failOn === undefined ? [] : failures(result, failOn);
  const summary = failing.length > 0 ? `--fail-on ${failOn}: ${failing.join(', ')}.\n` : '';
  return { exitCode: failing.length > 0 ? 1 : 0, stdout: out === undefined ? text : '', stderr: summary };
}

function reviewed(what: string, directory: string): { readonly assembly: ReviewedAssembly; readonly review: Review } {
  const assembly = read(what, directory);
  return { assembly, review: reviewOf(assembly) };
}

function read(what: string, directory: string): ReviewedAssembly {
  if (directory === '') {
    throw new CommandError(
      `${what} must be a folder, got an empty text. Pass the output folder of "cdk synth", such as cdk.out.`,
    );
  }
  if (!existsSync(directory)) {
    throw new CommandError(`${directory} must be a folder, and does not exist. Run "cdk synth" first.`);
  }
  if (!statSync(directory).isDirectory()) {
    throw new CommandError(
      `${directory} must be a folder, got a file. Pass the output folder of "cdk synth", such as cdk.out.`,
    );
  }
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new CommandError(
      `${directory} must be a cloud assembly, got a folder without manifest.json. Pass the output folder of "cdk synth".`,
    );
  }
  try {
    return readAssembly(directory);
  } catch (error) {
    const { message } = error as Error;
    const fix = /schema version/i.test(message)
      ? 'Upgrade aws-cdk-lib to the version that has written the cloud assembly, or a later one.'
      : 'Run "cdk synth" again.';
    throw new CommandError(`${directory} cannot be read as a cloud assembly: ${message.replace(/\.?$/, '.')} ${fix}`);
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandError(`--out cannot be written: ${(error as Error).message}.`);
  }
}

/** The numbers of findings and changes that make the command fail. */
function failures({ findings, changes = [] }: Review, failOn: Severity): string[] {
  const severities: readonly Severity[] = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const count = (all: ReadonlyArray<{ readonly severity: Severity; readonly acknowledgement?: string }>) =>
    all.filter(({ severity, acknowledgement }) => severities.includes(severity) && acknowledgement === undefined)
      .length;
  const words = (number: number, noun: string) => (number > 0 ? [`${number} ${noun}${number === 1 ? '' : 's'}`] : []);
  return [...words(count(findings), 'finding'), ...words(count(changes), 'change')];
}
