/** Synthesizes every example into cdk.out/<example>/. */
import { exampleNames, readStacks, synthesize } from './assembly';

for (const example of exampleNames()) {
  const output = `cdk.out/${example}`;
  synthesize(example, output);
  for (const [stack, resources] of readStacks(output)) {
    console.log(`${output}: ${stack}, ${Object.keys(resources).length} resources`);
  }
}
