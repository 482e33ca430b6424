/** Compares the same agents made by hand, by the peer, and by this library; README.md says how. */
import { cpus } from 'node:os';
import { version as cdkVersion } from 'aws-cdk-lib/package.json';
import { type ImportCost, measureAgents, measureImports, type Samples, synthesize } from './measure';
import { type Options, readOptions } from './options';
import { median, ratio } from './statistics';
import { essence, readTemplates } from './templates';
import { assemblyOf, prepareWorkloads } from './workloads';

const NAMES: Record<string, string> = {
  l1: 'L1s with `CfnRole`',
  'l1-iam-role': 'L1s with `iam.Role`',
  'l2-parts': '`Resource`, `iam.Role`, `iam.Policy`',
  ours: '`cdk-agentcore`',
  peer: '`@aws/agentcore-cdk`',
};
const WORKLOADS = Object.keys(NAMES);
const REFERENCES = ['l1', 'l1-iam-role', 'peer'];
const REFERENCE_HEADS = REFERENCES.map((reference) => `to ${NAMES[reference]}`);
const PACKAGES = ['cdk-agentcore', '@aws/agentcore-cdk'];

/** Differences would make the comparison unfair. */
function reportDifferences(): void {
  const made = essenceOf('ours');
  for (const workload of ['l1', 'l1-iam-role', 'l2-parts']) {
    const written = essenceOf(workload);
    const lines = [
      ...[...made].filter((line) => !written.has(line)).map((line) => `  only cdk-agentcore: ${line}`),
      ...[...written].filter((line) => !made.has(line)).map((line) => `  only by hand: ${line}`),
    ];
    if (lines.length > 0) {
      console.warn(`agents/${workload}.ts does not make what cdk-agentcore makes:\n${lines.join('\n')}`);
    }
  }
}

function essenceOf(workload: string): Set<string> {
  synthesize(workload, 1);
  return essence(readTemplates(assemblyOf(workload, 1)));
}

function printAgents(samples: Samples, sizes: number[]): void {
  const figures = (workload: string, size: number) => {
    const own = samples(workload, size);
    const cpu = (of: string) => samples(of, size).map(({ cpuMs }) => cpuMs);
    return [
      milliseconds(cpu(workload)),
      ...REFERENCES.map((reference) => `${ratio(cpu(workload), cpu(reference)).toFixed(2)}x`),
      milliseconds(own.map(({ wallMs }) => wallMs)),
      median(own.map(({ peakMiB }) => peakMiB)).toFixed(0),
    ];
  };
  printTable(
    ['agents', 'made of', 'CPU ms', ...REFERENCE_HEADS, 'wall ms', 'peak MiB'],
    sizes.flatMap((size) => WORKLOADS.map((workload) => [`${size}`, NAMES[workload], ...figures(workload, size)])),
  );
}

function printOneMore(samples: Samples, sizes: number[]): void {
  const [fewest, most] = [sizes[0], sizes[sizes.length - 1]];
  const cpuOfOneMore = (workload: string) =>
    samples(workload, most).map(({ cpuMs }, run) => (cpuMs - samples(workload, fewest)[run].cpuMs) / (most - fewest));
  printTable(
    ['one more agent', 'CPU ms', ...REFERENCE_HEADS, 'growth', 'resources', 'template bytes'],
    WORKLOADS.map((workload) => {
      const { bytes, resources } = readTemplates(assemblyOf(workload, most));
      return [
        NAMES[workload],
        median(cpuOfOneMore(workload)).toFixed(2),
        ...REFERENCES.map((reference) => `${ratio(cpuOfOneMore(workload), cpuOfOneMore(reference)).toFixed(2)}x`),
        growth(workload, samples, sizes),
        `${resources.flatMap(Object.keys).length / most}`,
        (bytes / most).toFixed(0),
      ];
    }),
  );
}

/** The exponent by which CPU grows with the agents that are added to the first: 1 is linear. */
function growth(workload: string, samples: Samples, sizes: number[]): string {
  const [fewest, some, most] = [sizes[0], sizes[sizes.length - 2], sizes[sizes.length - 1]];
  if (some === fewest) {
    return '';
  }
  const cpu = (size: number) => median(samples(workload, size).map(({ cpuMs }) => cpuMs));
  const times = (cpu(most) - cpu(fewest)) / (cpu(some) - cpu(fewest));
  return (Math.log(times) / Math.log((most - fewest) / (some - fewest))).toFixed(2);
}

function printImports(costs: ImportCost[]): void {
  printTable(
    ['import', 'own CPU ms', 'own wall ms', 'own modules', 'with aws-cdk-lib, CPU ms', 'wall ms', 'modules'],
    costs.map(({ name, own, whole }) => [
      `\`${name}\``,
      ...[own, whole].flatMap((samples) => [
        milliseconds(samples.map(({ cpuMs }) => cpuMs)),
        milliseconds(samples.map(({ wallMs }) => wallMs)),
        `${samples[0].files.length}`,
      ]),
    ]),
  );
}

function milliseconds(values: number[]): string {
  const value = median(values);
  return value.toFixed(value < 100 ? 1 : 0);
}

function printTable(heads: string[], rows: string[][]): void {
  const rule = heads.map((_, column) => (/\d/.test(rows[0][column].charAt(0)) ? '--:' : '---'));
  console.log(['', ...[heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`)].join('\n'));
}

function run(options: Options): void {
  prepareWorkloads();
  reportDifferences();
  const samples = measureAgents(WORKLOADS, options);
  const imports = measureImports(PACKAGES, options);
  const node = process.versions.node;
  console.log(`Medians of ${options.runs} runs, Node ${node}, aws-cdk-lib ${cdkVersion}, ${cpus().length} cores`);
  printAgents(samples, options.sizes);
  if (options.sizes.length > 1) {
    printOneMore(samples, options.sizes);
  }
  printImports(imports);
}

run(readOptions());
