const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** The slowest test files, longest first. */
const SLOWEST = [
  'rules/properties',
  'templates/strict',
  'permissions/policy-text',
  'package/guides',
  'templates/wiring',
  'rules/limits',
  'rules/strings',
  'rules/long-strings',
  'gateway/documents/any-source-document',
  'review/command',
  'review/invalid-templates',
].map((name) => join(__dirname, '..', `${name}.test.ts`));

for (const file of SLOWEST.filter((path) => !existsSync(path))) {
  throw new Error(`${file} does not exist. Rename it in ${__filename}.`);
}

/**
 * Starts the slowest test files first. Without the durations of an earlier run, as in CI, Jest starts the largest files
 * first, and a slow small one can run alone at the end while the other cores are idle.
 */
module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (SLOWEST.includes(path) ? SLOWEST.indexOf(path) : SLOWEST.length);
    // The sort is stable: the order of Jest remains for the other files.
    return [...super.sort(tests)].sort((left, right) => rank(left) - rank(right));
  }
};
