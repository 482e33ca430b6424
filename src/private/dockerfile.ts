/** A stage of a Dockerfile. */
interface Stage {
  readonly line: number;
  readonly platform?: string;
  /** An image, or the name of an earlier stage. */
  readonly from: string;
  readonly name?: string;
}

const FROM = /^\s*FROM\s+(?:--platform=(?<platform>\S+)\s+)?(?<from>\S+)(?:\s+AS\s+(?<name>\S+))?/i;
const ARM64 = /^linux\/arm64(\/v8)?$/;

/**
 * Whether what is built is for another machine than arm64 Linux, as far as the text says so: variables are not judged.
 *
 * @param target the stage that is built, by name or number; the last when left out
 */
export function foreignPlatform(dockerfile: string, target?: string): { line: number; platform: string } | undefined {
  const stages = dockerfile.split('\n').flatMap((text, index): Stage[] => {
    const { platform, from = '', name } = FROM.exec(text)?.groups ?? {};
    return from ? [{ line: index + 1, platform, from, name: name?.toLowerCase() }] : [];
  });
  const called = (name: string) => stages.findIndex((stage) => stage.name === name.toLowerCase());
  const byNumber = target !== undefined && /^\d+$/.test(target) ? Number(target) : -1;
  let at = target === undefined ? stages.length - 1 : Math.max(called(target), byNumber);
  // A stage that is made of another is for the same machine, unless it says otherwise.
  while (stages[at] && !stages[at].platform && called(stages[at].from) >= 0 && called(stages[at].from) < at) {
    at = called(stages[at].from);
  }
  const { line = 0, platform } = stages[at] ?? {};
  return platform && !platform.includes('$') && !ARM64.test(platform) ? { line, platform } : undefined;
}
