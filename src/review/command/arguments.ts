import { parseArgs } from 'node:util';
import { SEVERITIES, type Severity } from '../model';

/** A problem of a command line or of its files, in words for the user. */
export class CommandError extends Error {}

/** The command and the options that a user typed. */
export interface ReviewArguments {
  readonly assembly: string;
  readonly base?: string;
  readonly format: 'md' | 'html' | 'json';
  readonly out?: string;
  /** The least severity of findings and changes with which the command fails. */
  readonly failOn?: Severity;
}

export const USAGE = `Usage: cdk-agentcore review <cloud assembly> [options]

Reviews the AgentCore agents in a cloud assembly, the folder that "cdk synth" writes.

Options:
  --base <cloud assembly>       also shows the differences to another cloud assembly
  --format md|html|json         the format of the review (default: md)
  --out <file>                  writes to a file instead of the standard output
  --fail-on error|warning|info|never
                                exits with 1 if a finding or a change has this severity or a higher one
                                (default: error)
  --help                        shows this text

Exit codes: 0 if the review was written, 1 if it was written and --fail-on applies, 2 if it could not be written.
`;

const FORMATS = ['md', 'html', 'json'] as const;

/** Reads the arguments after the name of the program. `undefined` if the user asks for help. */
export function readArguments(args: string[]): ReviewArguments | undefined {
  const { values, positionals } = parsed(args);
  if (values.help || args.length === 0) {
    return undefined;
  }
  const [command, assembly, ...others] = positionals;
  if (command !== 'review') {
    throw new CommandError(`The command must be "review", got "${command ?? ''}". Run "cdk-agentcore --help".`);
  }
  if (assembly === undefined || others.length > 0) {
    const got = assembly === undefined ? 'none' : [assembly, ...others].join(' ');
    throw new CommandError(
      `review must have one cloud assembly, got ${got}. Pass the output folder of "cdk synth", such as cdk.out.`,
    );
  }
  return {
    assembly,
    base: values.base,
    format: choice('--format', values.format, FORMATS),
    out: values.out,
    failOn: values['fail-on'] === 'never' ? undefined : choice('--fail-on', values['fail-on'], SEVERITIES, 'never'),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        base: { type: 'string' },
        format: { type: 'string', default: 'md' },
        out: { type: 'string' },
        'fail-on': { type: 'string', default: 'error' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new CommandError(`${(error as Error).message.replace(/\.?$/, '.')} Run "cdk-agentcore --help".`);
  }
}

function choice<Choice extends string>(
  option: string,
  value: string,
  choices: readonly Choice[],
  ...others: string[]
): Choice {
  const found = choices.find((one) => one === value);
  if (found === undefined) {
    throw new CommandError(`${option} must be one of ${[...choices, ...others].join(', ')}, got "${value}".`);
  }
  return found;
}
