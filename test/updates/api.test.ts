/** The effect of an upgrade of this library on the code that uses it: `npm run compat`. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { temporaryDirectories } from '../support/temporary';

const ROOT = join(__dirname, '..', '..');
/** The public API of the last minor version: `npm run released`. */
const RELEASED = join(__dirname, 'released-api.jsii.gz');

const directoryOf = temporaryDirectories();

interface Assembly {
  readonly types: Record<string, { readonly methods?: object[] }>;
}

function released(): Assembly {
  return JSON.parse(gunzipSync(readFileSync(RELEASED)).toString());
}

/** Returns the lines in which jsii-diff reports incompatible changes since an assembly. */
function breakingChanges(since: Assembly): string[] {
  // jsii-diff reads the dependencies of an assembly from its folder.
  const before = directoryOf({ '.jsii': JSON.stringify(since) });
  copyFileSync(join(ROOT, 'package.json'), join(before, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(before, 'node_modules'), 'dir');
  const { status, stdout, stderr } = spawnSync(
    join(ROOT, 'node_modules', '.bin', 'jsii-diff'),
    [before, ROOT, '--keys', '--error-on', 'all', '--ignore-file', join(ROOT, '.compatignore')],
    { encoding: 'utf8' },
  );
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => /^(err|warn) /.test(line));
  expect([status, lines.length > 0]).toEqual(status === 0 ? [0, false] : [1, true]);
  return lines;
}

describe('the public API', () => {
  test('is compatible with the last minor version, except for the changes in .compatignore', () => {
    expect(breakingChanges(released())).toEqual([]);
  });

  test('is not compatible with a version that has one more method', () => {
    const before = released();
    const { methods = [] } = before.types['cdk-agentcore.MemoryGrants'];
    methods.push({ name: 'restart', docs: { stability: 'experimental' } });

    expect(breakingChanges(before)).toEqual([expect.stringContaining('[removed:cdk-agentcore.MemoryGrants.restart]')]);
  });
});
