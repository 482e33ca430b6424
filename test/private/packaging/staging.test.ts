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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { App, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import fc from 'fast-check';
import { Artifact, ContainerImage, Runtime, Skill } from '../../../src';
import { DirectoryFiles } from '../../../src/private/packaging/staging';
import { forgetThisMachine } from '../../../src/runtime/packaging/python-packages';
import { harnessIn, messageOf, runtimeIn } from '../../support/helpers';
import { warningsOf } from '../../support/rendered';
import { type Files, temporaryDirectories } from '../../support/temporary';

const directoryOf = temporaryDirectories();

const BASE64 = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';
const block = (kind: string) => `-----BEGIN ${kind}-----\n${BASE64}\n-----END ${kind}-----\n`;

/** Files that must not be packaged: by their name, in any case, or by their content. */
const SECRET: Files = {
  ...Object.fromEntries(
    [
      ...[
        '.env',
        '.ENV',
        '.env.local',
        '.env.production',
        'prod.env',
        'deep/er/.env',
        '.envrc',
        '.npmrc',
        '.yarnrc.yml',
      ],
      ...['id_rsa', 'ID_RSA', 'id_dsa', 'id_ecdsa', 'id_ed25519', 'keys/id_rsa', 'id_rsa.bak', 'id_ecdsa_sk'],
      ...['server.p12', 'server.PFX', 'store.jks', 'debug.keystore', 'vault.kdbx', 'putty.ppk', 'AuthKey_1.p8'],
      ...['.netrc', '_netrc', '.git-credentials', '.pypirc', '.pgpass', '.my.cnf', '.htpasswd', '.dockercfg'],
      ...[
        'service-account.json',
        'service_account_prod.json',
        'credentials.json',
        'client_secret_1.json',
        'secrets.yaml',
      ],
      ...[
        'terraform.tfstate',
        'terraform.tfstate.backup',
        'prod.tfvars',
        'prod.auto.tfvars',
        'kubeconfig',
        'dev.kubeconfig',
      ],
      ...[
        '.cargo/credentials.toml',
        '.cargo/credentials',
        '.bash_history',
        '.zsh_history',
        '.python_history',
        '.psql_history',
      ],
      ...[
        '.vault-token',
        '.s3cfg',
        '.boto',
        '.terraformrc',
        '.aws/credentials',
        '.ssh/config',
        '.kube/config',
        '.docker/config.json',
      ],
    ].map((name) => [name, 'x']),
  ),
  'a.pem': '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n',
  'b.PEM': block('PRIVATE KEY'),
  'c.key': `\uFEFF${block('EC PRIVATE KEY')}`,
  'd.txt': `  ${block('OPENSSH PRIVATE KEY').replaceAll('\n', '\n  ')}`,
  'notes/backup': block('PGP PRIVATE KEY BLOCK').replace('\n', '\nVersion: 1\n\n'),
  'age.txt': `AGE-SECRET-KEY-1${'Q'.repeat(58)}\n`,
  'gcp.json': JSON.stringify({ type: 'service_account', private_key: block('PRIVATE KEY') }),
  'settings.ini': `[default]\naws_secret_access_key = ${'A1b2/'.repeat(8)}\n`,
  'windows.txt': Buffer.from(`\uFEFF${block('PRIVATE KEY')}`, 'utf16le'),
  'windows-be.txt': Buffer.from(`\uFEFF${block('PRIVATE KEY')}`, 'utf16le').swap16(),
  'mac.txt': block('PRIVATE KEY').replaceAll('\n', '\r'),
  'deploy.sh': `export AWS_SECRET_ACCESS_KEY="${'A1b2/'.repeat(8)}"\n`,
  'deploy.yaml': `aws_secret_access_key: ${'A1b2/'.repeat(8)}\n`,
  'keys.csv': `Access key ID,Secret access key\nAKIAIOSFODNN7ABCDEFG,${'A1b2/'.repeat(8)}\n`,
  ...Object.fromEntries(
    [
      ...[
        '.env~',
        '.env-prod',
        '.env (copy)',
        '.npmrc.bak',
        'id_rsa~',
        'credentials.json.old',
        '.dev.vars',
        '.secrets',
      ],
      ...['aws-credentials.csv', 'me_accessKeys.csv', 'a-firebase-adminsdk-b1.json', 'local.settings.json'],
      ...['app/config/master.key', 'sub/.cargo/credentials.toml', '.oci/config', '.config/gh/hosts.yml', 'secring.gpg'],
      ...['config/env.local', 'vault_pass.txt', 'office.ovpn', '.subversion/auth/svn.simple'],
      ...['.fish_history', '.sentryclirc', '.databrickscfg', 'home/.m2/settings.xml'],
    ].map((name) => [name, 'x']),
  ),
  'old/putty.txt': 'PuTTY-User-Key-File-2: ssh-rsa\n',
};

/** Files that look like those, and must be packaged. */
const PLAIN: Files = {
  ...Object.fromEntries(
    [
      ...[
        '.env.example',
        '.env.sample',
        '.env.template',
        'env',
        'env.py',
        'environment.ts',
        'dotenv.js',
        'envs/config.json',
      ],
      ...[
        'env.local.ts',
        'vault_pass.md',
        'ovpn.txt',
        'id_rsa.md',
        'id_rsa.pub',
        'id_ed25519.pub',
        'id_rsa.py',
        'ids.json',
        'identity.json',
        'rsa.ts',
      ],
      ...[
        'password-reset.html',
        'passwords.md',
        'password.py',
        'secret.py',
        'secrets.md',
        'secrets.py',
        'secret-santa.json',
      ],
      ...['credentials.py', 'credentials.ts', 'credentials.md', 'credentials.schema.json', 'credential_test.py'],
      ...[
        'netrc.txt',
        'netrc.py',
        'npmrc.md',
        'pgpass.md',
        'htpasswd.py',
        'history.md',
        'history.json',
        'bash_history.md',
      ],
      ...[
        'service.json',
        'accounts.json',
        'service-accounts.md',
        'client.json',
        'tokens.json',
        'token.py',
        'keys.json',
      ],
      ...[
        'terraform.tf',
        'main.tf',
        'variables.tf',
        'tfstate.md',
        'kubeconfig.md',
        'kube.yaml',
        'cargo.toml',
        'Cargo.toml',
      ],
      ...[
        'key.py',
        'keyboard.ts',
        'keystore.ts',
        'jks.md',
        'aws/config.json',
        'ssh/readme.md',
        'docker/entry.sh',
        'public.gpg',
      ],
    ].map((name) => [name, 'x']),
  ),
  ...Object.fromEntries(
    [
      ...['.env.ts', '.env.d.ts', 'env.d.ts', '.environment', 'master.key.md', 'settings.xml', 'credentials.py.bak'],
      ...['index.ts~', 'secrets/index.ts', 'credentials/index.ts', 'config/gh.yml', 'tokens.css', 'known_hosts'],
    ].map((name) => [name, 'x']),
  ),
  'windows.md': Buffer.from('\uFEFF-----BEGIN PRIVATE KEY-----\r\n...\r\n', 'utf16le'),
  'aws.md': `export AWS_SECRET_ACCESS_KEY=${'A1b2/'.repeat(6)}EXAMPLEKEY\n`,
  'setup.md': 'export AWS_SECRET_ACCESS_KEY=<your key>\n',
  'ca.pem': block('CERTIFICATE'),
  'public.key': block('PUBLIC KEY'),
  'how-to.md': 'Put this into a file:\n\n-----BEGIN PRIVATE KEY-----\nMIIE...\n-----END PRIVATE KEY-----\n',
  'parse.js': "const BEGIN = '-----BEGIN PRIVATE KEY-----';\n",
  'settings.py': 'aws_secret_access_key = os.environ["KEY"]\n',
};

const SKILL = { 'SKILL.md': '---\nname: refunds\ndescription: Refunds.\n---\n' };

function filesIn(directory: string, path = ''): string[] {
  return readdirSync(join(directory, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = path === '' ? entry.name : `${path}/${entry.name}`;
    return entry.isDirectory() ? filesIn(directory, inside) : [inside];
  });
}

/** The files of the only asset of an app that contains a file of this name. */
function packaged(marker: string, make: (stack: Stack, directory: string) => IConstruct, files: Files): string[] {
  const directory = directoryOf(files);
  symlinkSync('.env', join(directory, 'linked.txt'));
  symlinkSync(join(directoryOf({ id_rsa: 'x' }), 'id_rsa'), join(directory, 'outside.txt'));
  symlinkSync(join(directoryOf({ 'k.txt': block('PRIVATE KEY') }), 'k.txt'), join(directory, 'content.txt'));
  const outdir = directoryOf();
  const stack = new Stack(new App({ outdir, analyticsReporting: false }), 'Test');
  make(stack, directory);
  const assets = readdirSync(outdir).map((name) => join(outdir, name));
  const [asset] = assets.filter((path) => statSync(path).isDirectory() && existsSync(join(path, marker)));
  expect(warningsOf(stack).filter((text) => text.includes('secretFilesLeftOut'))).toHaveLength(1);
  return filesIn(asset).filter((path) => path !== marker);
}

const KINDS: Array<[kind: string, marker: string, more: Files, make: (stack: Stack, directory: string) => IConstruct]> =
  [
    [
      'Artifact.fromDirectory',
      'main.js',
      { 'main.js': '' },
      (stack, directory) =>
        runtimeIn(stack, { artifact: Artifact.fromDirectory(directory, { runtime: NODE, entryPoint: ['main.js'] }) }),
    ],
    [
      'Artifact.fromPython',
      'main.py',
      { 'main.py': '', 'uv.lock': '' },
      (stack, directory) => runtimeIn(stack, { artifact: Artifact.fromPython(directory, { instrument: false }) }),
    ],
    [
      'Skill.fromDirectory',
      'SKILL.md',
      SKILL,
      (stack, directory) => harnessIn(stack, { skills: [Skill.fromDirectory(directory)] }),
    ],
    [
      'ContainerImage.fromDirectory',
      'Dockerfile',
      { Dockerfile: 'FROM scratch' },
      (stack, directory) => harnessIn(stack, { image: ContainerImage.fromDirectory(directory) }),
    ],
  ];

const NODE = AgentCoreRuntime.NODE_22;

describe.each(KINDS)('%s', (_, marker, more, make) => {
  test('packages no files with credentials, and all that only look like them', () => {
    const files = packaged(marker, make, { ...more, ...SECRET, ...PLAIN });
    const uninteresting = (path: string) => path in more || /^opentelemetry\//.test(path);
    const isLink = (path: string) => ['outside.txt', 'content.txt'].includes(path) && marker === 'Dockerfile';
    expect(files.filter((path) => !uninteresting(path) && !isLink(path)).sort()).toEqual(Object.keys(PLAIN).sort());
  });
});

test('60 files with credentials and 60 files that look like them are tried', () => {
  expect(Object.keys(SECRET).length).toBeGreaterThanOrEqual(60);
  expect(Object.keys(PLAIN).length).toBeGreaterThanOrEqual(60);
});

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

  test('respects .gitignore files at every level, and lets the user overrule them', () => {
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

  test('has files that everyone may read, and folders that everyone may open', () => {
    const { target } = stage({ 'a/run.sh': '', 'a/b.txt': '' }, [], (directory) => {
      chmodSync(join(directory, 'a', 'run.sh'), 0o700);
      chmodSync(join(directory, 'a', 'b.txt'), 0o600);
      chmodSync(join(directory, 'a'), 0o700);
    });
    const modeOf = (path: string) => (statSync(join(target, path)).mode & 0o777).toString(8);
    expect(['a', 'a/run.sh', 'a/b.txt'].map(modeOf)).toEqual(['755', '755', '644']);
  });

  test('keeps links inside, follows links to the outside, and skips loops and links to what is left out', () => {
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
  ])('is searched for credentials in less than a second where a file repeats %j', (text) => {
    const began = process.cpuUsage().user;
    expect(stage({ 'a.pem': `PRIVATE KEY${text.repeat(900_000 / text.length)}` }).secrets).toHaveLength(
      text.startsWith('-') ? 1 : 0,
    );
    expect(process.cpuUsage().user - began).toBeLessThan(1_000_000);
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
              // A file is in the way of a folder, or the other way around.
            }
          }
          for (const [file, to] of links.filter(([, target]) => !['/', '/etc'].includes(target))) {
            try {
              symlinkSync(to, join(directory, file));
            } catch {
              // There is something already.
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
            took < 1_000_000 &&
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

describe('A skill', () => {
  const skill = (name: string) =>
    Skill.fromDirectory(directoryOf({ 'SKILL.md': `---\nname: ${name}\ndescription: >\n  Many\n  lines.\n---\n` }));
  const urisOf = (...skills: Skill[]) => {
    const stack = new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test');
    const harness = harnessIn(stack, { skills });
    const { skills: rendered } = harness.node.defaultChild as never as { skills: Array<{ s3: { uri: string } }> };
    return rendered.map(({ s3 }) => s3.uri.replace(/^s3:\/\/[^/]+\//, ''));
  };

  test.each(['払い戻し', 'Возвраты', '"*"', '"a/../b"', 'x'.repeat(300)])('may be named %s', (name) => {
    const [uri] = urisOf(skill(name));
    expect(uri).toMatch(/^skills\/[\w-]{8,60}\/[0-9a-f]{16}\/$/);
  });

  test('keeps a plain name as it is', () => {
    expect(urisOf(skill('refund policy'))[0]).toMatch(/^skills\/refund-policy\//);
  });

  test('does not share a path with a skill whose name differs only in other characters', () => {
    const [one, two, three] = urisOf(skill('café'), skill('caf'), skill('cafè')).map((uri) => uri.split('/')[1]);
    expect(new Set([one, two, three]).size).toBe(3);
  });

  test('is named when its front matter is not YAML', () => {
    const stack = new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test');
    const broken = Skill.fromDirectory(directoryOf({ 'SKILL.md': '---\nname: a: b\n---\n' }));
    expect(messageOf(() => harnessIn(stack, { skills: [broken] }))).toMatch(
      /skills: the front matter of .*SKILL\.md:2:\d+: must be valid YAML/,
    );
  });

  test.each([
    ['a list', '[a]'],
    ['an object', '{ a: 1 }'],
    ['nothing', ''],
  ])('must not have %s as its name', (_, name) => {
    expect(messageOf(() => urisOf(skill(name)))).toMatch(/SKILL\.md must begin with front matter that has a name, by/);
  });

  test('may have a number as its name', () => {
    expect(urisOf(skill('2024'))[0]).toMatch(/^skills\/2024\//);
  });

  test.each<[string, Files, string[]]>([
    ['exclude', {}, ['*.md']],
    ['.gitignore', { '.gitignore': 'SKILL.md' }, []],
  ])('must not leave its SKILL.md out by %s', (_, files, exclude) => {
    const directory = directoryOf({ ...SKILL, ...files });
    expect(messageOf(() => urisOf(Skill.fromDirectory(directory, { exclude })))).toBe(
      `Test/Agent: skills: "${directory}": SKILL.md is left out of the package. Remove the pattern that excludes it, or the credentials in it.`,
    );
  });

  test('is staged once for all agents of a stack, and leaves no temporary folder', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('staged-'));
    const stack = new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test');
    const directory = directoryOf(SKILL);
    const one = Skill.fromDirectory(directory);
    harnessIn(stack, { skills: [one] });
    writeFileSync(join(directory, 'later.txt'), 'x');
    const [first] = stack.node.findChild('AgentCoreSkillDirectories').node.children;
    expect(first.node.id).toBe('Files0');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('staged-'))).toEqual(before);
  });
});
