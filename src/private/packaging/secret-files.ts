import { basename } from 'node:path';
import ignore from 'ignore';

/** Names of files that hold credentials or keys, as gitignore patterns. The matching ignores case. */
const NAMES = [
  ...['*.env', '.env.*', '.envrc', '!.env.example', '!.env.sample', '!.env.template', '!.env.dist', '!.env.defaults'],
  ...['id_rsa*', 'id_dsa*', 'id_ecdsa*', 'id_ed25519*', '!id_*.*', 'id_*.pem', 'id_*.key', 'id_*.bak', 'id_*.old'],
  ...['*.p12', '*.pfx', '*.jks', '*.keystore', '*.kdbx', '*.ppk', '*.p8'],
  ...['.netrc', '_netrc', '.git-credentials', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pypirc', '.pgpass', '.my.cnf'],
  ...[
    '.htpasswd',
    '.dockercfg',
    '.dockerconfigjson',
    '.vault-token',
    '.terraformrc',
    '.s3cfg',
    '.boto',
    '.gem/credentials',
  ],
  ...[
    'service-account*.json',
    'service_account*.json',
    'serviceaccount*.json',
    'gha-creds-*.json',
    'client_secret*.json',
  ],
  ...['credentials.json', 'credentials.yml', 'credentials.yaml', 'application_default_credentials.json'],
  ...['secrets.json', 'secrets.yml', 'secrets.yaml', '.streamlit/secrets.toml'],
  ...['terraform.tfstate*', '*.tfstate', '*.tfstate.backup', '*.tfvars', '*.tfvars.json', '!*.example.tfvars'],
  ...['kubeconfig', '*.kubeconfig', 'kubeconfig.yml', 'kubeconfig.yaml'],
  ...['.cargo/credentials', '.cargo/credentials.toml', '.composer/auth.json'],
  ...['.bash_history', '.zsh_history', '.sh_history', '.history', '.python_history', '.node_repl_history'],
  ...[
    '.psql_history',
    '.mysql_history',
    '.sqlite_history',
    '.rediscli_history',
    '.irb_history',
    '.lesshst',
    '.viminfo',
  ],
];
const BY_NAME = ignore().add(NAMES);

/** Files that a private key or a token is searched for, at most. Larger files are data. */
export const LARGEST_SEARCHED = 1024 * 1024;

/**
 * Contents of credential files. A key block counts only if base64 follows its first line, because source code and
 * documentation mention the first line, too.
 */
const CONTENTS = [
  /^[\uFEFF\s]*-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[ \t]*\r?\n(?:[ \t]*[A-Za-z-]+: [^\r\n]*\r?\n)*\s*[A-Za-z0-9+/=]{40,}[ \t]*\r?$/m,
  /^[\uFEFF\s]*AGE-SECRET-KEY-1[A-Z0-9]{50,}\s*$/m,
  /^\uFEFF?PuTTY-User-Key-File-\d: /,
  /"private_key"\s*:\s*"-----BEGIN [A-Z ]*PRIVATE KEY-----\\n[A-Za-z0-9+/]{40}/,
  /^[ \t]*aws_secret_access_key[ \t]*=[ \t]*[A-Za-z0-9+/]{40}[ \t]*\r?$/im,
];
/** Files with these endings are keys or certificates, so that the first line is enough. */
const KEY_FILE = /\.(pem|key|crt|cer)$/i;
const KEY_BEGINS = /^[\uFEFF\s]*-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/m;
/** Each of the contents has one of these words. They are found much faster. */
const HINTS = [
  'PRIVATE KEY',
  'AGE-SECRET-KEY-1',
  'PuTTY-User-Key-File',
  'aws_secret_access_key',
  'AWS_SECRET_ACCESS_KEY',
];

/** Whether a path, or the name of the file that it leads to, is that of a file with credentials. */
export function hasSecretName(path: string, file: string): boolean {
  return BY_NAME.ignores(path) || BY_NAME.ignores(basename(file));
}

/** Whether the content of a file is a private key or another credential in its usual format. */
export function hasSecretContent(path: string, content: Buffer): boolean {
  if (!HINTS.some((hint) => content.includes(hint))) {
    return false;
  }
  const text = content.toString('utf8');
  return CONTENTS.some((pattern) => pattern.test(text)) || (KEY_FILE.test(path) && KEY_BEGINS.test(text));
}
