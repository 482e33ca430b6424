/**
 * Looks for secrets in templates: literal values, and references to secrets at paths where the resolved
 * value is visible.
 */

/** Names of properties whose value is a secret. */
const SECRET_NAME =
  /^(api_?key|client_?secret|(master_?user_?|admin_?|db_?)?password|passwd|secret_?string|secret_?value|private_?key|(access|auth|bearer|refresh|session)_?token|secret_?(access_?)?key|credentials?)$/i;
/** The unit of the validity of a token, for example `minutes`. */
const UNIT = /\.TokenValidityUnits\.\w+$/;
/** Environment variables whose value is a secret. A suffix such as `_ARN` marks the location of a secret instead. */
const SECRET_VARIABLE = /(secret|token|password|passwd|api_?key|private_?key)$/i;
const SECRET_TEXT: Array<[what: string, pattern: RegExp]> = [
  ['a private key', /-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z0-9 ]*-----/],
  ['the id of an AWS key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{36}\b/],
  ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ['an API key', /\bsk-[A-Za-z0-9_-]{20,}/],
  ['a JWT', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./],
];
const DYNAMIC_REFERENCE = /\{\{resolve:(secretsmanager|ssm-secure)/;
/** Paths at which a resolved dynamic reference is visible to anyone who can read the resource. */
const PLAIN_PLACE =
  /(^|\.)(Environment(Variables)?|Description|Tags|Metadata|Outputs|UserData|Parameters|Headers)(\.|\[|$)/;
const VARIABLES = /(^|\.)(EnvironmentVariables|Environment(\.Variables)?)\.[^.]+$/;

/** Shorter texts are rarely keys. Words and paths have less entropy than random characters. */
const SHORTEST_KEY = 32;
const LEAST_ENTROPY = 4;

/** The entropy of a text in bits per character. */
function entropyOf(text: string): number {
  const counts = [...text].reduce(
    (found, letter) => found.set(letter, (found.get(letter) ?? 0) + 1),
    new Map<string, number>(),
  );
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** Whether a text is one word of hexadecimal digits, or of random uppercase letters, lowercase letters and digits. */
function looksRandom(text: string): boolean {
  const isMixed = [/^[A-Za-z0-9+/_=-]+$/, /[0-9]/, /[A-Z]/, /[a-z]/].every((pattern) => pattern.test(text));
  const isHexadecimal = /^[0-9a-f]+$/i.test(text);
  return text.length >= SHORTEST_KEY && (isHexadecimal || (isMixed && entropyOf(text) >= LEAST_ENTROPY));
}

/** The strings of a template with their paths, including the arguments of intrinsic functions. */
function textsIn(value: unknown, path: string): Array<[path: string, text: string]> {
  if (typeof value === 'string') {
    return [[path, value]];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => textsIn(item, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, member]) => textsIn(member, path ? `${path}.${key}` : key));
  }
  return [];
}

/** The problems of one string at one path. */
function wrongWith(path: string, text: string, names: Set<string>): string[] {
  const name = path.split('.').pop() ?? '';
  const isVariable = VARIABLES.test(path);
  const isReference = DYNAMIC_REFERENCE.test(text);
  return [
    ...SECRET_TEXT.filter(([, pattern]) => pattern.test(text)).map(([what]) => `is ${what}`),
    ...(SECRET_NAME.test(name) && !UNIT.test(path) && !isReference && text !== '' ? ['is typed out'] : []),
    ...(isVariable && SECRET_VARIABLE.test(name) && !isReference ? ['is typed out in a variable'] : []),
    ...(isVariable && looksRandom(text) && !names.has(text) ? ['looks like a key in a variable'] : []),
    ...(isReference && PLAIN_PLACE.test(path) ? ['refers to a secret where its value would be seen'] : []),
  ];
}

/** The secrets in a template, each with its path. */
export function secretsIn(template: object): string[] {
  const texts = textsIn(template, '');
  // A generated name of a resource contains hashes.
  const names = new Set(texts.filter(([path]) => /\.Properties\.\w*Name$/.test(path)).map(([, text]) => text));
  return texts.flatMap(([path, text]) => wrongWith(path, text, names).map((what) => `${path} ${what}`));
}
