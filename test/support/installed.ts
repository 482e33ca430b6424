import { spawnSync } from 'node:child_process';

/** The command that verifies that a tool works. For example, a Docker client without a daemon does not. */
const PROBES: Record<string, string[]> = {
  chromium: ['chromium', '--version'],
  docker: ['docker', 'info'],
  go: ['go', 'version'],
  python3: ['python3', '--version'],
  uv: ['uv', '--version'],
};

/** The `PATH` of the machine, without the stand-ins that `global-setup.ts` puts in front of it. */
const { INSTALLED_PATH = process.env.PATH } = process.env;

/** Browsers and compilers take more than a minute on a slow machine. */
const TIMEOUT_MS = 300_000;

function works(tool: string): boolean {
  const [command, ...args] = PROBES[tool];
  return spawnSync(command, args, { env: { ...process.env, PATH: INSTALLED_PATH } }).status === 0;
}

/**
 * A test that runs a tool of the machine. Without the tool, the test is skipped and its name says why, unless the
 * environment variable `REQUIRED_TOOLS` contains the tool: then it fails.
 */
export function testWith(tool: string, name: string, run: () => unknown): void {
  const isRequired = (process.env.REQUIRED_TOOLS ?? '').split(' ').includes(tool);
  if (!isRequired && !works(tool)) {
    test.skip(`${name} (${tool} is not installed or does not work: see CONTRIBUTING.md)`, () => undefined);
    return;
  }
  test(
    name,
    async () => {
      const { PATH } = process.env;
      process.env.PATH = INSTALLED_PATH;
      try {
        await run();
      } finally {
        process.env.PATH = PATH;
      }
    },
    TIMEOUT_MS,
  );
}
