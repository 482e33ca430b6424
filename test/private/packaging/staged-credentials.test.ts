import { existsSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { Artifact, ContainerImage, Skill } from '../../../src';
import { harnessIn, runtimeIn } from '../../support/helpers';
import { warningsOf } from '../../support/rendered';
import { type Files, temporaryDirectories } from '../../support/temporary';
import { block, filesIn, NODE, SKILL } from './staging-fixtures';

const directoryOf = temporaryDirectories();

/** Files that must not be packaged, by their name (case-insensitive) or by their content. */
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

/** Files that only look like files with credentials, and must be packaged. */
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

describe.each(KINDS)('%s', (_, marker, more, make) => {
  test('excludes files with credentials and includes files that only look like them', () => {
    const files = packaged(marker, make, { ...more, ...SECRET, ...PLAIN });
    const uninteresting = (path: string) => path in more || /^opentelemetry\//.test(path);
    const isLink = (path: string) => ['outside.txt', 'content.txt'].includes(path) && marker === 'Dockerfile';
    expect(files.filter((path) => !uninteresting(path) && !isLink(path)).sort()).toEqual(Object.keys(PLAIN).sort());
  });
});

test('the tables contain 60 files with credentials and 60 files that only look like them', () => {
  expect(Object.keys(SECRET).length).toBeGreaterThanOrEqual(60);
  expect(Object.keys(PLAIN).length).toBeGreaterThanOrEqual(60);
});
