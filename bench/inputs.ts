/** Measures how long reading documents and directories takes, each in a separate process: `npm run bench:inputs`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bench-inputs-'));

/** Returns an object with the given number of keys. */
function keys(count: number): Record<string, object> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`key${n}`, { type: 'string', description: `The value number ${n}.` }]),
  );
}

function nested(levels: number): string {
  return `${'{"type":"array","items":'.repeat(levels)}{}${'}'.repeat(levels)}`;
}

function chainOfReferences(length: number): object {
  const next = (n: number) => ({ properties: { next: { $ref: `#/components/schemas/S${n + 1}` } } });
  return { ...Object.fromEntries(Array.from({ length }, (_, n) => [`S${n}`, next(n)])), [`S${length}`]: {} };
}

const openApi = (schemas: unknown): string =>
  JSON.stringify({ openapi: '3.1.0', info: {}, paths: {}, components: { schemas } }, undefined, 1);

function yamlOf(count: number): string {
  const entries = Object.entries(keys(count)).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `openapi: 3.1.0\ncomponents:\n  schemas:\n    ${entries.join('\n    ')}\n`;
}

/** Resources that each refer to two resources of the next level, so the number of paths doubles per level. */
function diamonds(levels: number): string {
  const both = (n: number) => [{ target: `a#L${n}` }, { target: `a#R${n}` }];
  const shapes = Array.from({ length: levels }, (_, n) =>
    ['L', 'R'].map((side) => [`a#${side}${n}`, { type: 'resource', resources: both(n + 1) }]),
  ).flat();
  const service = { type: 'service', resources: both(0) };
  return JSON.stringify({ smithy: '2.0', shapes: { ...Object.fromEntries(shapes), 'a#V': service } });
}

/** A seeded generator of numbers between 0 and 1 (mulberry32), because each run needs the same numbers. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Text that compresses to less than a third, like source code: words of a vocabulary with unequal frequencies. */
function textOf(bytes: number, seed: number): string {
  const random = randomNumbers(seed);
  const wordOf = () => Array.from({ length: 3 + random() * 8 }, () => String.fromCharCode(97 + random() * 26)).join('');
  const vocabulary = Array.from({ length: 1_500 }, wordOf);
  const anyWord = () => vocabulary[Math.floor(random() ** 4 * vocabulary.length)];
  const lines: string[] = [];
  for (let length = 0; length < bytes; length += lines[lines.length - 1].length + 1) {
    lines.push(`${'    '.repeat(random() * 4)}${anyWord()} = ${anyWord()}(${anyWord()}, ${anyWord()}.${anyWord()})`);
  }
  return lines.join('\n');
}

function textFiles(megabytes: number): string {
  const directory = join(folder, `text-${megabytes}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'main.py'), '');
  const texts = Array.from({ length: 20 }, (_, seed) => textOf(100_000, seed));
  for (let n = 0; n < megabytes * 10; n++) {
    writeFileSync(join(directory, `${n}.txt`), `${n}\n${texts[n % texts.length]}`);
  }
  return directory;
}

const MEGABYTE = 1024 * 1024;

/** A prefix, followed by one megabyte of a repeated text. */
function megabyteOf(text: string, beginning = ''): string {
  return beginning + text.repeat(MEGABYTE / text.length);
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const large = openApi(keys(40_000));
const directory = textFiles(300);
const CASES: Array<[name: string, kind: 'OpenAPI' | 'Smithy' | 'directory' | 'Asset', path: string]> = [
  ['JSON, 40,000 keys', 'OpenAPI', file('large.json', large)],
  ['JSON that is not valid, 40,000 keys', 'OpenAPI', file('broken.json', large.slice(0, -10))],
  ['YAML, 20,000 keys', 'OpenAPI', file('20.yaml', yamlOf(20_000))],
  ['YAML, 40,000 keys', 'OpenAPI', file('40.yaml', yamlOf(40_000))],
  ['YAML that is not valid, 1 MB of `]`', 'OpenAPI', file('brackets.yaml', megabyteOf(']'))],
  ['YAML that is not valid, 1 MB of commas in a list', 'OpenAPI', file('commas.yaml', megabyteOf(',', '['))],
  ['YAML that is not valid, 1 MB of `*`', 'OpenAPI', file('aliases.yaml', megabyteOf('* '))],
  ['YAML that is not valid, 1 MB of `"`', 'OpenAPI', file('quotes.yaml', megabyteOf('"'))],
  ['YAML, a list with 1 MB of items of one character', 'OpenAPI', file('items.yaml', megabyteOf('- a\n'))],
  ['YAML, a flow list with 1 MB of items of one character', 'OpenAPI', file('flow.yaml', `${megabyteOf('a,', '[')}]`)],
  ['a schema 3,000 levels deep', 'OpenAPI', file('deep.json', openApi('DEEP').replace('"DEEP"', nested(3_000)))],
  ['a chain of 4,000 references', 'OpenAPI', file('chain.json', openApi(chainOfReferences(4_000)))],
  ['Smithy resources that share resources, 22 levels', 'Smithy', file('diamonds.json', diamonds(22))],
  ['a directory of 300 MB of text', 'directory', directory],
  ['the same directory, as an `Asset` of aws-cdk-lib', 'Asset', directory],
];

const SCRIPT = `
const { join } = require('node:path');
const { Asset } = require('aws-cdk-lib/aws-s3-assets');
const { App, Stack } = require('aws-cdk-lib/core');
const { AgentCoreRuntime, CfnGateway, ProtocolType } = require('aws-cdk-lib/aws-bedrockagentcore');
const agentcore = require(${JSON.stringify(ROOT)});
const [kind, path] = process.argv.slice(1);
const stack = new Stack(new App({ outdir: join(${JSON.stringify(folder)}, 'out-' + kind) }), 'Bench');
const gateway = new CfnGateway(stack, 'Gateway', { name: 'g', authorizerType: 'NONE', roleArn: 'arn:aws:iam::111122223333:role/r' });
const makers = {
  OpenAPI: () => new agentcore.GatewayTarget(stack, 'Target', { gateway, credentials: agentcore.TargetCredentials.none(), source: agentcore.TargetSource.fromOpenApi(agentcore.ApiSchema.fromFile(path)) }),
  Smithy: () => new agentcore.GatewayTarget(stack, 'Target', { gateway, source: agentcore.TargetSource.fromSmithy(agentcore.ApiSchema.fromFile(path)) }),
  directory: () => new agentcore.Runtime(stack, 'Agent', { artifact: agentcore.Artifact.fromDirectory(path, { runtime: AgentCoreRuntime.PYTHON_3_13, entryPoint: ['main.py'] }) }),
  Asset: () => new Asset(stack, 'Asset', { path }),
};
const before = process.cpuUsage();
let said = 'accepted';
try {
  makers[kind]();
} catch (error) {
  said = error.message.split('\\n').slice(0, 2).join(' ').replace(/.*: .*bench-inputs-[^/]*\\//, '').slice(0, 70);
}
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ ms: Math.round((user + system) / 1000), said }));
`;

try {
  console.log('| input | CPU ms | result |\n| --- | --: | --- |');
  for (const [name, kind, path] of CASES) {
    const output = execFileSync(process.execPath, ['-e', SCRIPT, kind, path], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 120_000,
    });
    const { ms, said } = JSON.parse(output.trim().split('\n').pop() ?? '');
    console.log(`| ${name} | ${ms} | ${said} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
