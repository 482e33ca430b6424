import type { Architecture } from '../private/packaging/code-check';

/** A stage of a Dockerfile. */
interface Stage {
  readonly line: number;
  readonly platform?: string;
  /** The base image, or the name of an earlier stage. */
  readonly from: string;
  readonly name?: string;
}

/**
 * The platforms of Docker. Docker also accepts other spellings of the architecture, and a platform without `linux/`.
 */
export const PLATFORMS: Record<Architecture, string> = { arm64: 'linux/arm64', x86_64: 'linux/amd64' };
const SPELLINGS: Record<string, string> = { 'arm64/v8': 'arm64', aarch64: 'arm64', x86_64: 'amd64', 'x86-64': 'amd64' };

/** Whether a platform in any spelling of Docker has an architecture. */
export function isPlatformOf(platform: string, architecture: Architecture): boolean {
  const machine = platform.toLowerCase().replace(/^linux\//, '');
  return `linux/${SPELLINGS[machine] ?? machine}` === PLATFORMS[architecture];
}

/**
 * Returns the platform of the built stage if it is not Linux with the given architecture. A platform that contains a
 * variable is not checked.
 *
 * @param target The name or number of the built stage. If omitted, the last stage
 */
export function foreignPlatform(
  dockerfile: string,
  architecture: Architecture,
  target?: string,
): { line: number; platform: string } | undefined {
  const stages = stagesOf(dockerfile);
  const called = (name: string) => stages.findIndex((stage) => stage.name === name.toLowerCase());
  const byNumber = target !== undefined && /^\d+$/.test(target) ? Number(target) : -1;
  let at = target === undefined ? stages.length - 1 : Math.max(called(target), byNumber);
  // A stage inherits the platform of the stage that it is based on.
  while (stages[at] && !stages[at].platform && called(stages[at].from) >= 0 && called(stages[at].from) < at) {
    at = called(stages[at].from);
  }
  const { line = 0, platform } = stages[at] ?? {};
  return platform && !platform.includes('$') && !isPlatformOf(platform, architecture) ? { line, platform } : undefined;
}

/** Whether Docker finds no stage of this name or number. A Dockerfile in the syntax of another frontend is not checked. */
export function lacksStage(dockerfile: string, target: string): boolean {
  const stages = /^#\s*syntax\s*=(?!\s*docker\/dockerfile)/im.test(dockerfile) ? [] : stagesOf(dockerfile);
  const isNumber = /^\d+$/.test(target) && Number(target) < stages.length;
  return stages.length > 0 && !isNumber && !stages.some(({ name }) => name === target.toLowerCase());
}

function stagesOf(dockerfile: string): Stage[] {
  // The parser is loaded only by apps that build images.
  const { DockerfileParser } = require('dockerfile-ast') as typeof import('dockerfile-ast');
  return DockerfileParser.parse(dockerfile)
    .getFROMs()
    .map((from) => {
      const flags = from.getFlags().filter((flag) => flag.getName() === 'platform');
      return {
        line: from.getRange().start.line + 1,
        platform: flags[flags.length - 1]?.getValue()?.replace(/^(["'])(.*)\1$/, '$2') || undefined,
        from: from.getImage() ?? '',
        name: from.getBuildStage()?.toLowerCase(),
      };
    })
    .filter(({ from }) => from !== '');
}
