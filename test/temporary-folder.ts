import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An app without an output folder makes one among the temporary files, and leaves it there: all of ours go into one. */
export default function makeTemporaryFolder(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'cdk-agentcore-tests-'));
}
