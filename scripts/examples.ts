/**
 * Synthesizes every example into cdk.out/<example>/. Without uv, those in Python are skipped, which is said last;
 * whatever else is wrong fails.
 */
import { exampleNames, readStacks, synthesize } from './assembly';

const UV_MISSING = /uv, by which Python agents are packaged, is not installed/;

/** @returns whether it could be synthesized here */
function synthesizeUnlessUvIsMissing(example: string, output: string): boolean {
  try {
    synthesize(example, output);
    return true;
  } catch (error) {
    if (UV_MISSING.test(String(error))) {
      return false;
    }
    throw error;
  }
}

const skipped: string[] = [];
for (const example of exampleNames()) {
  const output = `cdk.out/${example}`;
  if (!synthesizeUnlessUvIsMissing(example, output)) {
    skipped.push(example);
    continue;
  }
  for (const [stack, resources] of readStacks(output)) {
    console.log(`${output}: ${stack}, ${Object.keys(resources).length} resources`);
  }
}
for (const example of skipped) {
  console.log(`${example} was skipped: it is in Python, and uv is not installed (https://docs.astral.sh/uv)`);
}
