import type { ImportSample } from './import';
import type { Options } from './options';
import type { Sample } from './synthesize';
import { assemblyOf, runWorkload } from './workloads';

/** The samples of a workload at a size, one per run. */
export type Samples = (workload: string, size: number) => Sample[];

export function synthesize(workload: string, size: number): Sample {
  return runWorkload<Sample>(workload, `${size}`, assemblyOf(workload, size));
}

/** Measures workloads in turn, so that other load on the machine affects all of them equally. */
export function measureAgents(workloads: string[], { runs, sizes }: Options): Samples {
  const samples = new Map<string, Sample[]>();
  const of: Samples = (workload, size) => samples.get(`${workload} ${size}`) ?? [];
  for (let run = 1; run <= runs; run++) {
    for (const size of sizes) {
      console.error(`run ${run} of ${runs}, agents: ${size}`);
      for (const workload of workloads) {
        samples.set(`${workload} ${size}`, [...of(workload, size), synthesize(workload, size)]);
      }
    }
  }
  return of;
}

export interface ImportCost {
  readonly name: string;
  /** The cost of an import when no other files are loaded. */
  readonly whole: ImportSample[];
  /** The cost of an import when the files of aws-cdk-lib that it needs are already loaded. */
  readonly own: ImportSample[];
}

export function measureImports(names: string[], { runs }: Options): ImportCost[] {
  const costs = names.map((name) => ({ name, whole: [] as ImportSample[], own: [] as ImportSample[] }));
  for (let run = 0; run < runs; run++) {
    for (const { name, whole, own } of costs) {
      const sample = runWorkload<ImportSample>('import', name);
      const theirs = sample.files.filter((file) => /\/node_modules\/(aws-cdk-lib|constructs)\//.test(file));
      whole.push(sample);
      own.push(runWorkload<ImportSample>('import', name, ...theirs));
    }
  }
  return costs;
}
