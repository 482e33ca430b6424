/**
 * Synthesizes every example into cdk.out/<example>/. Skips an example that needs a tool that is not installed, and lists
 * the skipped examples at the end. Any other error fails.
 */
import { exampleNames, readStacks, synthesize } from './assembly';

/** The error of a synthesis without a tool, and the reason that is printed. */
const MISSING: Array<[error: RegExp, reason: string]> = [
  [
    /uv, which packages Python agents, is not installed/,
    'its agent is in Python, and uv is not installed (https://docs.astral.sh/uv)',
  ],
  [
    /(spawnSync docker ENOENT|docker exited with status)[\s\S]*aws-lambda-go-alpha/,
    'it has a function in Go, and neither Go (https://go.dev/doc/install) nor Docker is installed to build it',
  ],
];

/** Returns the reason if a tool is missing. */
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
