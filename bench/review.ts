import { statSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './statistics';
import type { Sample } from './synthesize';
import { assemblyOf, runValidated, runWorkload } from './workloads';

/** The agents of the app to which the review is added, and of the cloud assembly that the command reads. */
const [IN_APP, IN_ASSEMBLY] = [40, 400];

/** A row of the table: what is measured, and the medians. */
export type ReviewRow = [what: string, cpuMs: string, wallMs: string, peakMiB: string, output: string];

/** Measures the review as a plugin of an app, and as a command. */
export function measureReview(runs: number): ReviewRow[] {
  const app = assemblyOf('review/with', IN_APP);
  const assembly = assemblyOf('harness/ours', IN_ASSEMBLY);
  runWorkload<Sample>('harness/ours', `${IN_ASSEMBLY}`, assembly);
  const synths: Sample[] = [];
  const reviewed: Sample[] = [];
  const formats = ['html', 'md', 'json'].map((format) => ({ format, samples: [] as Sample[] }));
  for (let run = 0; run < runs; run++) {
    synths.push(runValidated<Sample>('harness/ours', `${IN_APP}`, assemblyOf('harness/ours', IN_APP)));
    reviewed.push(runValidated<Sample>('review/with', `${IN_APP}`, app));
    for (const { format, samples } of formats) {
      const out = join(assembly, `agent-review.${format}`);
      samples.push(runWorkload<Sample>('review/command', assembly, '--format', format, '--out', out));
    }
  }
  const size = (folder: string, format: string) =>
    `${(statSync(join(folder, `agent-review.${format}`)).size / 1024).toFixed(0)} KiB`;
  return [
    row(`synthesis of ${IN_APP} agents`, synths, ''),
    row(`synthesis of ${IN_APP} agents with \`AgentReview\``, reviewed, size(app, 'html')),
    ...formats.map(({ format, samples }) =>
      row(`\`cdk-agentcore review --format ${format}\` of ${IN_ASSEMBLY} agents`, samples, size(assembly, format)),
    ),
  ];
}

function row(what: string, samples: Sample[], output: string): ReviewRow {
  const of = (key: keyof Sample) => median(samples.map((sample) => sample[key])).toFixed(0);
  return [what, of('cpuMs'), of('wallMs'), of('peakMiB'), output];
}
