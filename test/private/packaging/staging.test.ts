import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { App, Stack } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import { Artifact, ContainerImage, Runtime } from '../../../src';
import { DirectoryFiles } from '../../../src/private/packaging/staging';
import { forgetThisMachine } from '../../../src/runtime/packaging/python-packages';
import { harnessIn, messageOf, runtimeIn } from '../../support/helpers';
import { type Files, temporaryDirectories } from '../../support/temporary';
import { block, filesIn, NODE } from './staging-fixtures';

const directoryOf = temporaryDirectories();

describe('A staged directory', () => {
  const stage = (files: Files, exclude: string[] = [], prepare: (directory: string) => void = () => undefined) => {
    const directory = directoryOf(files);
    prepare(directory);
    const target = join(directoryOf(), 'files');
    const leftOut = new DirectoryFiles(directory, { exclude }, '').copyTo(target);
    return { target, ...leftOut, files: filesIn(target).sort() };
  };

  test('contains a file with credentials that the user selects by its path', () => {
    const { files, secrets } = stage({ '.npmrc': 'x', 'a/.env': 'x', 'b/.env': 'x', '.aws/config': 'x' }, [
      '!.npmrc',
      '!a/.env',
      '!.aws/config',
    ]);
    expect(files).toEqual(['.aws/config', '.npmrc', 'a/.env']);
    expect(secrets).toEqual(['b/.env']);
  });

  test('respects .gitignore files at every level, and lets exclude patterns override them', () => {
    const ignored = {
      '.gitignore': '*.log\n/build/\n',
      'a.log': '',
      'build/x': '',
      'lib/build/x': '',
      'lib/.gitignore': '!keep.log',
      'lib/keep.log': '',
    };
    expect(stage(ignored).ignored).toEqual(['a.log', 'build/']);
    expect(stage(ignored).files).toEqual(['.gitignore', 'lib/.gitignore', 'lib/build/x', 'lib/keep.log']);
    expect(stage(ignored, ['!a.log', '!/build/']).files).toContain('a.log');
  });

  test('makes files readable and folders accessible for every user', () => {
    const { target } = stage({ 'a/run.sh': '', 'a/b.txt': '' }, [], (directory) => {
      chmodSync(join(directory, 'a', 'run.sh'), 0o700);
      chmodSync(join(directory, 'a', 'b.txt'), 0o600);
      chmodSync(join(directory, 'a'), 0o700);
    });
    const modeOf = (path: string) => (statSync(join(target, path)).mode & 0o777).toString(8);
    expect(['a', 'a/run.sh', 'a/b.txt'].map(modeOf)).toEqual(['755', '755', '644']);
  });

  test('copies internal links, follows external links, and skips loops and links to excluded files', () => {
    const outside = directoryOf({ 'shared/x.txt': '', 'shared/.env': '' });
    symlinkSync('.', join(outside, 'shared', 'loop'));
    const { target, files } = stage({ 'a.txt': '', '.env': '' }, [], (directory) => {
      symlinkSync('a.txt', join(directory, 'link.txt'));
      symlinkSync('.env', join(directory, 'plain.txt'));
      symlinkSync(join(outside, 'shared'), join(directory, 'shared'));
    });
    expect(files).toEqual(['a.txt', 'link.txt', 'shared/x.txt']);
    expect(lstatSync(join(target, 'link.txt')).isSymbolicLink()).toBe(true);
  });

  test.each([
    '\n',
    '\r',
    ' ',
    '-----BEGIN PRIVATE KEY-----\n',
    '-----BEGIN PRIVATE KEY-----\nA: b\n',
    "aws_secret_access_key='",
  ])('is searched for credentials in linear time if a file repeats %j', (text) => {
    const began = process.cpuUsage().user;
    expect(stage({ 'a.pem': `PRIVATE KEY${text.repeat(900_000 / text.length)}` }).secrets).toHaveLength(
      text.startsWith('-') ? 1 : 0,
    );
    expect(process.cpuUsage().user - began).toBeLessThan(20_000_000);
  });

  test.each([
    ['./tests', 'Use "/tests".'],
    ['!./.env', 'Use "!/.env".'],
    ['../tests', 'Use the path of a file in the directory.'],
  ])('rejects the pattern %j, which matches no file', (pattern, fix) => {
    expect(messageOf(() => stage({ 'tests/a.txt': '', '.env': 'x' }, ['*.log', pattern]))).toBe(
      `exclude must contain patterns in the syntax of .gitignore, got "${pattern}", which matches no file. ${fix}`,
    );
  });

  test.each(['/tests', 'tests', 'tests/', '.test*', '..tests', '**/./tests'])('accepts the pattern %j', (pattern) => {
    expect(messageOf(() => stage({ 'a.txt': '' }, [pattern]))).toBe('nothing was thrown');
  });

  test('contains neither pipes nor sockets', () => {
    const { files } = stage({ 'a.txt': '' }, [], (directory) => {
      execFileSync('mkfifo', [join(directory, 'pipe')]);
      symlinkSync('pipe', join(directory, 'link'));
    });
    expect(files).toEqual(['a.txt']);
  });

  test('does not contain the folder that it is staged in', () => {
    const directory = directoryOf({ 'a.txt': '' });
    mkdirSync(join(directory, 'out'));
    new DirectoryFiles(directory, { exclude: [] }, join(directory, 'out')).copyTo(join(directory, 'out', 'files'));
    expect(filesIn(join(directory, 'out', 'files'))).toEqual(['a.txt']);
  });
});

describe('The build context of an image', () => {
  const contextOf = (files: Files, exclude: string[] = []) => {
    const outdir = directoryOf();
    const stack = new Stack(new App({ outdir, analyticsReporting: false }), 'Test');
    const directory = directoryOf({ Dockerfile: 'FROM scratch', ...files });
    symlinkSync('/usr/bin/python3', join(directory, 'python'));
    harnessIn(stack, { image: ContainerImage.fromDirectory(directory, { exclude }) });
    const [asset] = readdirSync(outdir).filter((name) => existsSync(join(outdir, name, 'Dockerfile')));
    return filesIn(join(outdir, asset)).sort();
  };
  const FILES = { 'a.log': '', 'src/a.log': '', 'src/main.py': '', '.env': '', '.gitignore': '*.py' };

  test('is selected by .dockerignore and exclude, and not by .gitignore', () => {
    expect(contextOf({ ...FILES, '.dockerignore': '# logs\n*.log\n' })).toEqual([
      ...['.dockerignore', '.gitignore', 'Dockerfile', 'python', 'src/a.log', 'src/main.py'],
    ]);
    expect(contextOf(FILES, ['**/*.log'])).toEqual(['.gitignore', 'Dockerfile', 'python', 'src/main.py']);
  });

  test('is selected by the patterns of exclude after those of .dockerignore', () => {
    expect(contextOf({ ...FILES, '.dockerignore': '*' }, ['!a.log'])).toEqual(['.dockerignore', 'Dockerfile', 'a.log']);
    expect(contextOf({ ...FILES, '.dockerignore': '*\n!a.log' }, ['a.log'])).toEqual(['.dockerignore', 'Dockerfile']);
    expect(contextOf({ ...FILES, '.dockerignore': '*' }, ['./src'])).toEqual(['.dockerignore', 'Dockerfile']);
  });

  test('is selected by the ignore file of the Dockerfile, as by Docker, and otherwise by .dockerignore', () => {
    const files = { 'a.log': '', 'b.log': '', '.dockerignore': '*.log\npython' };
    expect(contextOf(files)).toEqual(['.dockerignore', 'Dockerfile']);
    expect(contextOf({ ...files, 'Dockerfile.dockerignore': 'b.log\npython' })).toEqual([
      'Dockerfile',
      'Dockerfile.dockerignore',
      'a.log',
    ]);
  });

  test('contains a file with credentials only if exclude selects it', () => {
    expect(contextOf(FILES, ['src', '*.log', '!.env'])).toEqual(['.env', '.gitignore', 'Dockerfile', 'python']);
    expect(contextOf({ ...FILES, '.dockerignore': '*\n!.env\n' })).toEqual(['.dockerignore', 'Dockerfile']);
  });
});

test('Python packages that link to files outside of the bundle leave these files as they are', () => {
  const outside = directoryOf({ 'bin/tool': '#!/home/me/python\n', RECORD: 'bin/tool,sha256=1,2\n' });
  const target = directoryOf({ 'a-1.0.dist-info/METADATA': '' });
  symlinkSync(join(outside, 'bin'), join(target, 'bin'));
  symlinkSync(join(outside, 'RECORD'), join(target, 'a-1.0.dist-info', 'RECORD'));
  forgetThisMachine(target);
  expect(readFileSync(join(outside, 'bin', 'tool'), 'utf8')).toBe('#!/home/me/python\n');
  expect(readFileSync(join(outside, 'RECORD'), 'utf8')).toBe('bin/tool,sha256=1,2\n');
});

describe('Any directory', () => {
  const name = fc.constantFrom(
    'a',
    'b',
    'main.js',
    '.env',
    '.gitignore',
    'a b',
    '*',
    'ü',
    'x'.repeat(200),
    '.git',
    'node_modules',
  );
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
  const content = fc.constantFrom('', '*', '!.env', 'a/', 'x', block('PRIVATE KEY'), '\u0000\u0001');
  const link = fc.tuple(
    path,
    fc.oneof(path, fc.constantFrom('.', '..', '/', '/etc', '../..', 'nowhere', '/etc/passwd')),
  );
  const exclude = fc.array(fc.constantFrom('a', '/b', '!.env', '*', '!*', '**', 'a/**', '[', '\\', '!a/b', ''), {
    maxLength: 3,
  });

  test('is staged without following links up to it, or rejected with the path that cannot be staged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(path, content), { maxLength: 8 }),
        fc.array(link, { maxLength: 3 }),
        exclude,
        (files, links, patterns) => {
          const around = directoryOf();
          const directory = join(around, 'source');
          mkdirSync(directory);
          for (const [file, text] of files) {
            try {
              mkdirSync(join(directory, file, '..'), { recursive: true });
              writeFileSync(join(directory, file), text);
            } catch {
              // A file blocks the path of a folder, or a folder blocks the path of a file.
            }
          }
          for (const [file, to] of links.filter(([, target]) => !['/', '/etc'].includes(target))) {
            try {
              symlinkSync(to, join(directory, file));
            } catch {
              // The path exists already.
            }
          }
          const before = filesIn(around).sort();
          const began = process.cpuUsage().user;
          const said = messageOf(() =>
            new DirectoryFiles(directory, { exclude: patterns }, join(around, 'out')).copyTo(
              join(around, 'out', 'files'),
            ),
          );
          const took = process.cpuUsage().user - began;
          const after = filesIn(around).filter((file) => !file.startsWith('out/'));
          return (
            took < 20_000_000 &&
            (said === 'nothing was thrown' || said.includes('cannot be read')) &&
            after.sort().join() === before.join()
          );
        },
      ),
      { numRuns: 150, seed: 11 },
    );
  });
});

describe('A packaged directory', () => {
  const artifactOf = (directory: string, exclude: string[] = []) =>
    Artifact.fromDirectory(directory, { runtime: NODE, entryPoint: ['main.js'], exclude });
  const keysOf = (...artifacts: Artifact[]) => {
    const stack = new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test');
    return artifacts.map((artifact, index) => {
      const { node } = new Runtime(stack, `Agent${index}`, { artifact });
      return (node.findChild('Code') as never as DockerImageAsset).assetHash;
    });
  };

  test('differs for one pattern with a blank and two patterns', () => {
    const directory = directoryOf({ 'main.js': '', 'a b': '', a: '', b: '' });
    const [one, two] = keysOf(artifactOf(directory, ['a b']), artifactOf(directory, ['a', 'b']));
    expect(one).not.toBe(two);
  });

  test('differs when a file becomes executable, and not when only its other permissions change', () => {
    const directory = directoryOf({ 'main.js': '', run: '' });
    chmodSync(join(directory, 'run'), 0o600);
    const [before] = keysOf(artifactOf(directory));
    chmodSync(join(directory, 'run'), 0o644);
    const [readable] = keysOf(artifactOf(directory));
    chmodSync(join(directory, 'run'), 0o755);
    const [executable] = keysOf(artifactOf(directory));
    expect(readable).toBe(before);
    expect(executable).not.toBe(before);
  });

  test('contains the node_modules and the build output that its .gitignore file lists', () => {
    const outdir = directoryOf();
    const directory = directoryOf({
      '.gitignore': 'node_modules\ndist\n*.log',
      'dist/main.js': '',
      'node_modules/a/index.js': '',
      'a.log': '',
    });
    const stack = new Stack(new App({ outdir, analyticsReporting: false }), 'Test');
    runtimeIn(stack, { artifact: Artifact.fromDirectory(directory, { runtime: NODE, entryPoint: ['dist/main.js'] }) });
    const [asset] = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    expect(filesIn(join(outdir, asset)).sort()).toEqual(['.gitignore', 'dist/main.js', 'node_modules/a/index.js']);
  });
});
