/**
 * Synthesizes every example into cdk.out/<example>/. Those that want a tool which is not here are skipped, which is
 * said last; whatever else is wrong fails.
 */
import { exampleNames, readStacks, synthesize } from './assembly';

/** What a synthesis says without a tool, and what a person is told then. */
const MISSING: Array<[error: RegExp, reason: string]> = [
  [
    /uv, by which Python agents are packaged, is not installed/,
    'it is in Python, and uv is not installed (https://docs.astral.sh/uv)',
  ],
  [
    /(spawnSync docker ENOENT|docker exited with status)[\s\S]*aws-lambda-go-alpha/,
    'it has a function in Go, and neither go (https://go.dev/doc/install) nor Docker is there to build it',
  ],
];

/** @returns why it cannot be synthesized here, if so */
function synthesizeUnlessToolsAreMissing(example: string, output: string): string | undefined {
  try {
    synthesize(example, output);
    return undefined;
  } catch (error) {
    const [, reason] = MISSING.find(([missing]) => missing.test(String(error))) ?? [];
    if (reason) {
      return reason;
    }
    throw error;
  }
}

const skipped: string[] = [];
for (const example of exampleNames()) {
  const output = `cdk.out/${example}`;
  const reason = synthesizeUnlessToolsAreMissing(example, output);
  if (reason) {
    skipped.push(`${example} was skipped: ${reason}`);
    continue;
  }
  for (const [stack, resources] of readStacks(output)) {
    console.log(`${output}: ${stack}, ${Object.keys(resources).length} resources`);
  }
}
for (const example of skipped) {
  console.log(example);
}
