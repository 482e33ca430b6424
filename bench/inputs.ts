/** Times how documents and directories are read, each in a process of its own: `npm run bench:inputs`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bench-inputs-'));

/** An object with this many keys. */
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

/** A resource that has the next two, which have the two after them: two to the power of the levels ways. */
function diamonds(levels: number): string {
  const both = (n: number) => [{ target: `a#L${n}` }, { target: `a#R${n}` }];
  const shapes = Array.from({ length: levels }, (_, n) =>
    ['L', 'R'].map((side) => [`a#${side}${n}`, { type: 'resource', resources: both(n + 1) }]),
  ).flat();
  const service = { type: 'service', resources: both(0) };
  return JSON.stringify({ smithy: '2.0', shapes: { ...Object.fromEntries(shapes), 'a#V': service } });
}

function textFiles(megabytes: number): string {
  const directory = join(folder, `text-${megabytes}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'main.py'), '');
  const line = 'The quick brown fox jumps over the lazy dog, and nobody knows why it does so.\n';
  for (let n = 0; n < megabytes; n++) {
    writeFileSync(join(directory, `${n}.txt`), `${n}\n${line.repeat(Math.floor((1024 * 1024) / line.length))}`);
  }
  return directory;
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const large = openApi(keys(40_000));
const CASES: Array<[name: string, kind: 'OpenAPI' | 'Smithy' | 'directory', path: string]> = [
  ['JSON, 40,000 keys', 'OpenAPI', file('large.json', large)],
  ['JSON that is not valid, 40,000 keys', 'OpenAPI', file('broken.json', large.slice(0, -10))],
  ['YAML, 20,000 keys', 'OpenAPI', file('20.yaml', yamlOf(20_000))],
  ['YAML, 40,000 keys', 'OpenAPI', file('40.yaml', yamlOf(40_000))],
  ['a schema 3,000 levels deep', 'OpenAPI', file('deep.json', openApi('DEEP').replace('"DEEP"', nested(3_000)))],
  ['a chain of 4,000 references', 'OpenAPI', file('chain.json', openApi(chainOfReferences(4_000)))],
  ['Smithy resources that share resources, 22 levels', 'Smithy', file('diamonds.json', diamonds(22))],
  ['a directory of 300 MB of text', 'directory', textFiles(300)],
];

const SCRIPT = `
const { App, Stack } = require('aws-cdk-lib/core');
const { AgentCoreRuntime, CfnGateway, ProtocolType } = require('aws-cdk-lib/aws-bedrockagentcore');
const agentcore = require(${JSON.stringify(ROOT)});
const [kind, path] = process.argv.slice(1);
const stack = new Stack(new App({ outdir: ${JSON.stringify(join(folder, 'out'))} }), 'Bench');
const gateway = new CfnGateway(stack, 'Gateway', { name: 'g', authorizerType: 'NONE', roleArn: 'arn:aws:iam::111122223333:role/r' });
const makers = {
  OpenAPI: () => new agentcore.GatewayTarget(stack, 'Target', { gateway, credentials: agentcore.TargetCredentials.none(), source: agentcore.TargetSource.fromOpenApi(agentcore.ApiSchema.fromFile(path)) }),
  Smithy: () => new agentcore.GatewayTarget(stack, 'Target', { gateway, source: agentcore.TargetSource.fromSmithy(agentcore.ApiSchema.fromFile(path)) }),
  directory: () => new agentcore.Runtime(stack, 'Agent', { artifact: agentcore.Artifact.fromDirectory(path, { runtime: AgentCoreRuntime.PYTHON_3_13, entryPoint: ['main.py'] }) }),
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
