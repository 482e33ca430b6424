import { Annotations, type IResolvable, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { argumentsOf } from '../known/source';
import { leavesOf } from './leaves';
import { missingValueIn, warnOfMissingValue } from './missing-values';

/** Words that indicate a secret at any position in a name. */
const SECRET_WORDS = [
  'secret',
  'secrets',
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'credential',
  'credentials',
  'creds',
  'bearer',
];
/** Suffixes of compound words that indicate a secret. */
const SECRET_COMPOUND =
  /(?:password|passwd|passphrase|(?:auth|access|refresh|bearer|session|api)token|(?:private|secret|access|api)key)$/;
/** Words at the end of a name that describe where the value is used. */
const STAGES = ['prod', 'production', 'dev', 'development', 'staging', 'test', 'live', 'qa', 'local'];
/** Words that indicate a switch, and not a secret. */
const SWITCHES = ['enable', 'disable', 'use', 'require', 'has', 'is', 'allow'];
/** Words before `token` that indicate a token of a text or a page. */
const TEXT_TOKENS = [
  ...['input', 'output', 'prompt', 'completion', 'context', 'stop', 'chunk', 'per', 'special'],
  ...['eos', 'bos', 'pad', 'unk', 'sep', 'mask', 'next', 'page', 'continuation'],
];
/** Words that indicate a secret at the end of a name. */
const SECRET_ENDS = ['token', 'tokens', 'pass', 'jwt', 'pat', 'apikey', 'cookie', 'authorization', 'pin', 'sk'];
/** Words that indicate a secret only in combination, at the end of a name. */
const SECRET_PHRASES = /(^| )(conn(ection)? ?str(ing)?|(t?otp|mfa) seed|private pem|x auth)$/;
/** Words before `key` in names of keys that are not secret: identifiers, and keys that are public. */
const PLAIN_KEYS = [
  ...['kms', 'project', 'feature', 'answer', 'site', 'websocket', 'socket', 'publishable'],
  ...['public', 'primary', 'foreign', 'partition', 'sort', 'range', 'hash', 'index', 'object', 's3', 'bucket', 'cache'],
  ...[
    'idempotency',
    'routing',
    'group',
    'message',
    'row',
    'map',
    'lookup',
    'dedup',
    'deduplication',
    'json',
    'state',
    'tag',
  ],
];
/** Words at the end of a name that indicate metadata of a secret, and not the secret. */
const ABOUT = [
  ...[
    'arn',
    'arns',
    'name',
    'names',
    'id',
    'ids',
    'url',
    'uri',
    'path',
    'file',
    'limit',
    'limits',
    'max',
    'min',
    'count',
  ],
  ...[
    'endpoint',
    'endpoints',
    'length',
    'size',
    'ttl',
    'expiry',
    'timeout',
    'type',
    'header',
    'prefix',
    'algorithm',
    'field',
  ],
  ...[
    'issuer',
    'audience',
    'region',
    'enabled',
    'required',
    'policy',
    'rotation',
    'provider',
    'parameter',
    'version',
    'budget',
    'page',
    'cache',
    'mode',
    'login',
  ],
];
const COUNTED = ['max', 'min', 'num', 'total'];

/** Whether the name of an environment variable, a header or a parameter suggests a secret. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (word.length > 2 ? word.replace(/\d+$/, '') : word))
    .filter((word) => word !== '' && !/^\d+$/.test(word));
  while (words.length > 1 && STAGES.includes(words[words.length - 1])) {
    words.pop();
  }
  const last = words[words.length - 1] ?? '';
  const before = words[words.length - 2] ?? '';
  if (ABOUT.includes(last) || [...COUNTED, ...SWITCHES].includes(words[0]) || isTextToken(before, last)) {
    return false;
  }
  const isPublic = words.includes('public') || words.includes('publishable');
  return (
    words.some((word) => SECRET_WORDS.includes(word) || SECRET_COMPOUND.test(word)) ||
    words.includes('token') ||
    SECRET_ENDS.includes(last) ||
    (last === 'key' && before !== '' && !isPublic && !PLAIN_KEYS.includes(before)) ||
    SECRET_PHRASES.test(words.join(' '))
  );
}

function isTextToken(before: string, last: string): boolean {
  return ['token', 'tokens'].includes(last) && TEXT_TOKENS.includes(before);
}

/** Credentials in a text: the user of a URL, a parameter of its query, and keys with a known format. */
const IN_TEXT: Array<[pattern: RegExp, instead: string]> = [
  // The scheme is not part of the pattern: matching it would take quadratic time in a long text without blanks.
  [/(?<=[a-z0-9+.-])(:\/\/)[^\s/:@?#]*:(?![${<])[^\s/@?#]+@/gi, '$1…@'],
  [/(https?:\/\/)[^\s/:@?#]{16,}@/gi, '$1…@'],
  [
    /([?&#](?!(?:next[-_]?)?(?:page|continuation)[-_]?token=)(?:[\w-]*(?:token|secret|password|passwd|apikey|api[_-]key|access[_-]key|signature)|key|sig|pwd)=)(?!\{|\$|<|your)[^\s&#"']{6,}/gi,
    '$1…',
  ],
  [/\b(?:sk|rk|pk)[-_](?:live|test|proj|ant|svcacct|or)?[-_]?(?=[A-Za-z0-9_-]{0,60}\d)[A-Za-z0-9_-]{20,}/g, '…'],
  [/((?:^|;)[ \t]*(?:password|pwd|accountkey|sharedaccesskey)[ \t]*=)(?![{<$])[^;\s"']{6,}/gi, '$1…'],
  [/(\bA[KS]IA[A-Z0-9]{16}[^A-Za-z0-9]{1,20})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g, '$1…'],
  [/(hooks\.slack\.com\/services\/)[\w/]{20,}/g, '$1…'],
  [/(\bBasic )(?=[A-Za-z0-9+/]{0,60}[\d=])[A-Za-z0-9+/]{16,}={0,2}/g, '$1…'],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{35}|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{36}|SG\.[\w-]{20,24}\.[\w-]{40,})/g,
    '…',
  ],
  [/(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/g, '…'],
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY[\s\S]*/g, '…'],
];

/** Matches a part of each text that one of the patterns matches. Few texts have such a part. */
const CANDIDATE =
  /[@=]|[srp]k[-_]|A[KS]IA|hooks\.slack\.com|Basic |gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AIza|hf_|npm_|SG\.|eyJ|-----BEGIN/;

/** The text as a message may show it. */
export function withoutSecrets(text: string): string {
  return CANDIDATE.test(text)
    ? IN_TEXT.reduce((shown, [pattern, instead]) => shown.replace(pattern, instead), text)
    : text;
}

export function containsSecret(text: string): boolean {
  return withoutSecrets(text) !== text;
}

/** CloudFormation replaces these by the secret when it creates the resource. `ssm` without `-secure` is no secret. */
export const DYNAMIC_REFERENCE = /\{\{resolve:(?:secretsmanager|ssm-secure):/;

/** The token of a pseudo parameter, such as `AWS::Region`. */
const PSEUDO_PARAMETER = /\$\{Token\[AWS\.[^\]]*\]\}/g;

/** Whether a text contains a secret of Secrets Manager or a secure parameter, as `SecretValue.unsafeUnwrap` does. */
function resolvesToSecret(scope: Construct, text: string): boolean {
  if (DYNAMIC_REFERENCE.test(text)) {
    return true;
  }
  const others = text.includes('${Token[') ? text.replace(PSEUDO_PARAMETER, '') : text;
  const tokens = Token.isUnresolved(others) ? Tokenization.reverseString(others).tokens : [];
  return tokens
    .filter((token) => argumentsOf(token) !== undefined && !isPlain(token))
    .some((token) => DYNAMIC_REFERENCE.test(JSON.stringify(resolved(scope, token))));
}

/** Whether a token consists only of texts without secrets, and of attributes of resources. */
function isPlain(token: IResolvable): boolean {
  return leavesOf(token).every((leaf) =>
    typeof leaf === 'string' ? !DYNAMIC_REFERENCE.test(leaf) : typeof leaf === 'number' || Reference.isReference(leaf),
  );
}

/** A token that is not ready yet is not a secret that the user unwrapped. */
function resolved(scope: Construct, token: unknown): unknown {
  try {
    return Stack.of(scope).resolve(token) ?? '';
  } catch {
    return '';
  }
}

/** The paths of environment variables and headers, whose values are also checked by their names. */
const NAMED = ['environmentVariables', 'headers'];

/**
 * Warns about secrets in the properties of a resource, which are readable in its configuration, and about
 * texts with missing values.
 *
 * @param propertyNameAt the property as the user typed it
 */
export function reviewTexts(
  scope: Construct,
  props: object,
  propertyNameAt: (path: Array<string | number | { readonly key: string }>) => string,
): void {
  const path: Array<string | number | { readonly key: string }> = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      const isResolved = resolvesToSecret(scope, value);
      const isTyped = containsSecret(value) && !NAMED.some((name) => path.includes(name));
      if (isResolved || isTyped || isSecretParameter(path, value)) {
        const prop = propertyNameAt(path);
        if (isResolved) {
          warnOfSecret(scope, `cdk-agentcore:resolvedSecret${prop}`, prop, RESOLVED);
        } else {
          warnOfSecret(scope, `cdk-agentcore:plainSecret${prop}`, prop);
        }
      }
      const missing = missingValueIn(value);
      if (missing !== undefined) {
        warnOfMissingValue(scope, propertyNameAt(path), missing);
      }
    } else if (typeof value === 'object' && value !== null && (Array.isArray(value) || !Token.isUnresolved(value))) {
      for (const [name, member] of Object.entries(value)) {
        path.push(Array.isArray(value) ? Number(name) : isMapOf(path) ? { key: name } : name);
        visit(member);
        path.pop();
      }
    }
  };
  visit(props);
}

/** Whether a parameter that is passed to a model provider has the name of a secret, for example `api_key`. */
function isSecretParameter(path: Array<string | number | { readonly key: string }>, value: string): boolean {
  const name = path[path.length - 1];
  return (
    path.includes('additionalParams') &&
    typeof name === 'string' &&
    isSecretName(name) &&
    value !== '' &&
    !Token.isUnresolved(value)
  );
}

function isMapOf(path: Array<string | number | { readonly key: string }>): boolean {
  return NAMED.includes(path[path.length - 1] as string);
}

const RESOLVED = 'contains a secret that CloudFormation resolves';

/** Warns that a value is readable in the configuration of a resource. */
export function warnOfSecret(scope: Construct, id: string, prop: string, problem = 'looks like a secret'): void {
  Annotations.of(scope).addWarningV2(
    id,
    `${prop} ${problem}. Anyone who can read the configuration of the resource can read the value. Store the secret in an ApiKey or in AWS Secrets Manager, and pass its ARN to the code that reads it.`,
  );
}
