import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fakeGo, fakeUv } from './temporary';

/**
 * Prepares the environment of all tests. Apps without an output folder write to the temporary folder and leave their
 * files there, so all of them share one that is deleted at the end. Stand-ins for `go` and `uv` come first in the
 * `PATH`, because the tests of constructs must not depend on the tools of the machine. `testWith` runs the real ones.
 */
export default function globalSetup(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-agentcore-tests-'));
  const tools = join(folder, 'tools');
  const packages = join(folder, 'packages');
  mkdirSync(tools);
  mkdirSync(join(packages, 'opentelemetry', 'instrumentation', 'auto_instrumentation'), { recursive: true });
  fakeUv(tools, packages);
  fakeGo(tools);
  process.env.TMPDIR = folder;
  process.env.INSTALLED_PATH = process.env.PATH;
  process.env.PATH = `${tools}${delimiter}${process.env.PATH}`;
}
