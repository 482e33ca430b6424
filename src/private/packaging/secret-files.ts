import { basename } from 'node:path';
import ignore from 'ignore';

/** Names of files that contain credentials or keys, in the syntax of `.gitignore`. The matching ignores case. */
const NAMES = [
  ...[
    '*.env',
    '.env.*',
    '.env-*',
    '.env_*',
    '.env *',
    '.envrc',
    'env.local',
    '.dev.vars',
    '.secrets',
    '!.env.ts',
    '!.env.d.ts',
    '!.env.example',
    '!.env.sample',
    '!.env.template',
    '!.env.dist',
    '!.env.defaults',
  ],
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
  ...[
    'credentials.csv',
    '*[-_]credentials.csv',
    '*accessKeys.csv',
    'credentials.tfrc.json',
    '*firebase-adminsdk*.json',
  ],
  ...[
    'local.settings.json',
    'config/master.key',
    'config/credentials/*.key',
    'secring.gpg',
    '.vault_pass*',
    'vault_pass.txt',
    '*.ovpn',
    '.subversion/auth',
  ],
  ...['.databrickscfg', '.sentryclirc', '.mongorc.js', '.m2/settings.xml', '.gradle/gradle.properties'],
  ...['.oci', '.snowflake', '.snowsql', '.password-store', '.config/gh'],
  ...['secrets.json', 'secrets.yml', 'secrets.yaml', '.streamlit/secrets.toml'],
  ...['terraform.tfstate*', '*.tfstate', '*.tfstate.backup', '*.tfvars', '*.tfvars.json', '!*.example.tfvars'],
  ...['kubeconfig', '*.kubeconfig', 'kubeconfig.yml', 'kubeconfig.yaml'],
  ...['.cargo/credentials', '.cargo/credentials.toml', '.composer/auth.json'],
  ...[
    '.bash_history',
    '.zsh_history',
    '.sh_history',
    '.fish_history',
    'fish_history',
    '.dbshell',
    '.history',
    '.python_history',
    '.node_repl_history',
  ],
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
/** Patterns with a folder match below any folder, as those without one do. */
const BY_NAME = ignore().add(NAMES.map((name) => (/^[^!].*\//.test(name) ? `**/${name}` : name)));
/** The suffixes of names of copies, for example of backup files of editors. */
const COPY = /(?:~|\.(?:bak|backup|old|orig|save|copy|swp))$/i;

/** The maximum size of a file that is searched for private keys and tokens. Larger files are data. */
export const LARGEST_SEARCHED = 1024 * 1024;

/**
 * Contents of credential files. A key block counts only if base64 follows its first line, because source code and
 * documentation mention the first line, too.
 */
const CONTENTS = [
  /^[\uFEFF \t]*-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[ \t]*\r?\n(?:[ \t]*[A-Za-z-]+: [^\r\n]*\r?\n)*\s*[A-Za-z0-9+/=]{40,}[ \t]*\r?$/m,
  /^[\uFEFF \t]*AGE-SECRET-KEY-1[A-Z0-9]{50,}[ \t]*$/m,
  /^\uFEFF?PuTTY-User-Key-File-\d: /,
  /"private_key"\s*:\s*"-----BEGIN [A-Z ]*PRIVATE KEY-----\\n[A-Za-z0-9+/]{40}/,
  // The documentation of AWS has a key that ends in EXAMPLEKEY.
  /^[ \t]*(?:export[ \t]+)?["']?aws_secret_access_key["']?[ \t]*[=:][ \t]*["']?(?![A-Za-z0-9+/]{0,40}EXAMPLE)[A-Za-z0-9+/]{40}["']?[ \t,;]*\r?$/im,
  /^A[KS]IA[A-Z0-9]{16},(?![A-Za-z0-9+/]{0,40}EXAMPLE)[A-Za-z0-9+/]{40}[ \t]*\r?$/m,
];
/** Files with these endings are keys or certificates, so that the first line is enough. */
const KEY_FILE = /\.(pem|key|crt|cer)$/i;
const KEY_BEGINS = /^[\uFEFF \t]*-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/m;
/** Each of the patterns contains one of these words, whose search is much faster. */
const HINTS = [
  'PRIVATE KEY',
  'AGE-SECRET-KEY-1',
  'PuTTY-User-Key-File',
  'aws_secret_access_key',
  'AWS_SECRET_ACCESS_KEY',
  'Secret access key',
];

/** Whether a path, or the name of the file that it leads to, is that of a file with credentials or of a copy of one. */
export function hasSecretName(path: string, file: string): boolean {
  return [path, basename(file)].some((name) => BY_NAME.ignores(name) || isCopyOfSecret(name));
}

function isCopyOfSecret(name: string): boolean {
  const original = name.replace(COPY, '');
  return original !== name && basename(original) !== '' && !original.endsWith('/') && BY_NAME.ignores(original);
}

/** Whether the content of a file is a private key or another credential in its usual format. */
export function hasSecretContent(path: string, content: Buffer): boolean {
  const encoding = encodingOf(content);
  if (encoding === 'utf8' && !HINTS.some((hint) => content.includes(hint))) {
    return false;
  }
  // Some systems end lines with a carriage return only.
  const text = new TextDecoder(encoding).decode(content).replace(/\r\n?/g, '\n');
  return CONTENTS.some((pattern) => pattern.test(text)) || (KEY_FILE.test(path) && KEY_BEGINS.test(text));
}

/** The encoding that the byte order mark of a text states. */
function encodingOf(content: Buffer): string {
  if (content[0] === 0xff && content[1] === 0xfe) {
    return 'utf-16le';
  }
  return content[0] === 0xfe && content[1] === 0xff ? 'utf-16be' : 'utf8';
}
