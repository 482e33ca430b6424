/**
 * Synthesizes the quickstart, and prints what it defines, what the agent can and cannot do, and the next commands.
 *
 *   npm start
 *   npm start -- --verbose    prints the policy statements as well
 */
import { parseArgs } from 'node:util';
import { readStacks, synthesize } from './assembly';
import { screenOf } from './summary';

const OUTPUT = 'cdk.out';

const { values } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } });
synthesize('quickstart', OUTPUT);
for (const [stack, resources] of readStacks(OUTPUT)) {
  console.log(screenOf(stack, resources, values.verbose));
}
