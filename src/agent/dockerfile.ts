import type { Architecture } from '../private/packaging/code-check';

/** A stage of a Dockerfile. */
interface Stage {
  readonly line: number;
  readonly platform?: string;
  /** An image, or the name of an earlier stage. */
  readonly from: string;
  readonly name?: string;
}

/** How Docker calls the machine, which may also be said without the system, by the kernel's name, and by its variant. */
export const PLATFORMS: Record<Architecture, string> = { arm64: 'linux/arm64', x86_64: 'linux/amd64' };
const SPELLINGS: Record<string, string> = { 'arm64/v8': 'arm64', aarch64: 'arm64', x86_64: 'amd64', 'x86-64': 'amd64' };

/** Whether a platform, as Docker spells it, is that of an architecture. */
export function isPlatformOf(platform: string, architecture: Architecture): boolean {
  const machine = platform.toLowerCase().replace(/^linux\//, '');
  return `linux/${SPELLINGS[machine] ?? machine}` === PLATFORMS[architecture];
}

/**
 * Whether what is built is for another machine than Linux of that architecture, as far as the text says so: variables
 * are not judged.
 *
 * @param target the stage that is built, by name or number; the last when left out
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
  // A stage that is made of another is for the same machine, unless it says otherwise.
  while (stages[at] && !stages[at].platform && called(stages[at].from) >= 0 && called(stages[at].from) < at) {
    at = called(stages[at].from);
  }
  const { line = 0, platform } = stages[at] ?? {};
  return platform && !platform.includes('$') && !isPlatformOf(platform, architecture) ? { line, platform } : undefined;
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
