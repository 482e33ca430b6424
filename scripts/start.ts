/**
 * Synthesizes the quickstart, and prints its agents, who can call them, what they can and cannot do, and the next
 * commands.
 *
 *   npm start
 *   npm start -- --verbose    prints the policy statements as well
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAssembly } from '../src/review/assembly';
import { reviewOf } from '../src/review/review';
import { synthesize } from './assembly';
import { screenOf } from './summary';

const OUTPUT = 'cdk.out';

const { values } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } });
synthesize('quickstart', OUTPUT);
console.log(screenOf(reviewOf(readAssembly(join(__dirname, '..', OUTPUT))), values.verbose));
