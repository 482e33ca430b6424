import { execFileSync } from 'node:child_process';
import { bin } from '../../package.json';
import { ROOT } from '../support/guides';

interface Packed {
  readonly files: Array<{ readonly path: string }>;
}

test('the package contains the compiled library, the assembly and the translations, and nothing else', () => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }]: Packed[] = JSON.parse(output);
  const paths = files.map(({ path }) => path).filter((path) => !/^(?:lib|node_modules)\//.test(path));

  expect(paths.sort()).toEqual(
    ['.jsii', '.jsii.gz', '.jsii.tabl.json.gz', 'LICENSE', 'README.md', 'package.json'].sort(),
  );
  for (const file of ['lib/index.js', bin['cdk-agentcore']]) {
    expect(files.map(({ path }) => path)).toContain(file);
  }
  expect(files.filter(({ path }) => path.startsWith('lib/') && !/\.(?:js|d\.ts)$/.test(path))).toEqual([]);
});
