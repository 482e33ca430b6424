import { createRequire } from 'node:module';
import { printUsage } from '../synthesize';

/** The command is not part of the public API, so that it has no types here. */
const { run } = createRequire(__filename)('cdk-agentcore/lib/review/command/run');

const { exitCode, stderr } = run(['review', ...process.argv.slice(2), '--fail-on', 'never']);
if (exitCode !== 0) {
  throw new Error(stderr);
}
printUsage();
