/** Compares the same agents written by hand, with `@aws/agentcore-cdk`, and with this library. See README.md. */
import { cpus } from 'node:os';
import { version as cdkVersion } from 'aws-cdk-lib/package.json';
import { type ImportCost, measureAgents, measureImports, type Samples, synthesize } from './measure';
import { type Kind, type Options, readOptions } from './options';
import { measureReview } from './review';
import { median, ratio } from './statistics';
import { essence, readTemplates } from './templates';
import { assemblyOf, prepareWorkloads } from './workloads';

const NAMES: Record<string, string> = {
  l1: 'L1s with `CfnRole`',
  'l1-iam-role': 'L1s with `iam.Role`',
  'l1-gateway': "L1s with `CfnRole`, and aws-cdk-lib's `Gateway`",
  'l2-parts': '`Resource`, `iam.Role`, `iam.Policy`',
  l2: "aws-cdk-lib's L2s",
  ours: '`cdk-agentcore`',
  peer: '`@aws/agentcore-cdk`',
};
const PACKAGES = ['cdk-agentcore', '@aws/agentcore-cdk'];

interface Subject {
  readonly kind: Kind;
  /** The ways to create the agents. Each is a file in the folder `kind`. */
  readonly ways: string[];
  readonly references: string[];
  /** Must create the same resources as `ours`, because differences would make the comparison unfair. */
  readonly twins: string[];
}

const SUBJECTS: Subject[] = [
  {
    kind: 'harness',
    ways: ['l1', 'l1-iam-role', 'l2-parts', 'ours', 'peer'],
    references: ['l1', 'l1-iam-role', 'peer'],
    twins: ['l1', 'l1-iam-role', 'l2-parts'],
  },
  {
    kind: 'runtime',
    ways: ['l1', 'l1-gateway', 'l2-parts', 'l2', 'ours', 'peer'],
    references: ['l1', 'l1-gateway', 'peer'],
    twins: ['l1', 'l1-gateway', 'l2-parts'],
  },
];

function reportDifferences({ kind, twins }: Subject): void {
  const made = essenceOf(`${kind}/ours`);
  for (const twin of twins) {
    const written = essenceOf(`${kind}/${twin}`);
    const lines = [
      ...[...made].filter((line) => !written.has(line)).map((line) => `  only cdk-agentcore: ${line}`),
      ...[...written].filter((line) => !made.has(line)).map((line) => `  only by hand: ${line}`),
    ];
    if (lines.length > 0) {
      console.warn(`${kind}/${twin}.ts does not make what cdk-agentcore makes:\n${lines.join('\n')}`);
    }
  }
}

function essenceOf(workload: string): Set<string> {
  synthesize(workload, 1);
  return essence(readTemplates(assemblyOf(workload, 1)));
}

function printAgents({ kind, ways, references }: Subject, samples: Samples, sizes: number[]): void {
  const figures = (way: string, size: number) => {
    const own = samples(`${kind}/${way}`, size);
    const cpu = (of: string) => samples(`${kind}/${of}`, size).map(({ cpuMs }) => cpuMs);
    return [
      milliseconds(cpu(way)),
      ...references.map((reference) => `${ratio(cpu(way), cpu(reference)).toFixed(2)}x`),
      milliseconds(own.map(({ wallMs }) => wallMs)),
      median(own.map(({ peakMiB }) => peakMiB)).toFixed(0),
    ];
  };
  printTable(
    [kind, 'made of', 'CPU ms', ...references.map((reference) => `to ${NAMES[reference]}`), 'wall ms', 'peak MiB'],
    sizes.flatMap((size) => ways.map((way) => [`${size}`, NAMES[way], ...figures(way, size)])),
  );
}

function printOneMore({ kind, ways, references }: Subject, samples: Samples, sizes: number[]): void {
  const [fewest, most] = [sizes[0], sizes[sizes.length - 1]];
  const cpuOfOneMore = (way: string) =>
    samples(`${kind}/${way}`, most).map(
      ({ cpuMs }, run) => (cpuMs - samples(`${kind}/${way}`, fewest)[run].cpuMs) / (most - fewest),
    );
  printTable(
    [
      `one more ${kind}`,
      'CPU ms',
      ...references.map((reference) => `to ${NAMES[reference]}`),
      'growth',
      'resources',
      'template bytes',
    ],
    ways.map((way) => {
      const { bytes, resources } = readTemplates(assemblyOf(`${kind}/${way}`, most));
      return [
        NAMES[way],
        median(cpuOfOneMore(way)).toFixed(2),
        ...references.map((reference) => `${ratio(cpuOfOneMore(way), cpuOfOneMore(reference)).toFixed(2)}x`),
        growth(`${kind}/${way}`, samples, sizes),
        `${resources.flatMap(Object.keys).length / most}`,
        (bytes / most).toFixed(0),
      ];
    }),
  );
}

/** The exponent of the growth of CPU time with the number of agents added to the first. 1 is linear. */
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
  const subjects = SUBJECTS.filter(({ kind }) => options.kinds.includes(kind));
  subjects.forEach(reportDifferences);
  const workloads = subjects.flatMap(({ kind, ways }) => ways.map((way) => `${kind}/${way}`));
  const samples = measureAgents(workloads, options);
  const imports = measureImports(PACKAGES, options);
  const node = process.versions.node;
  console.log(`Medians of ${options.runs} runs, Node ${node}, aws-cdk-lib ${cdkVersion}, ${cpus().length} cores`);
  for (const subject of subjects) {
    printAgents(subject, samples, options.sizes);
    if (options.sizes.length > 1) {
      printOneMore(subject, samples, options.sizes);
    }
  }
  printImports(imports);
  printTable(['review', 'CPU ms', 'wall ms', 'peak MiB', 'output'], measureReview(options.runs));
}

run(readOptions());
