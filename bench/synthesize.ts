import { App, Stack } from 'aws-cdk-lib/core';

/** CloudFormation allows 500 resources and 200 outputs per stack. */
const AGENTS_PER_STACK = 25;

/** The resource usage of a process from its start until its app is synthesized. */
export interface Sample {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMiB: number;
}

/**
 * Synthesizes the given number of agents into the given folder, both from the command line.
 *
 * @param prepare Prepares the app, for example by adding plugins
 */
export function synthesize(addAgent: (stack: Stack, id: string) => void, prepare?: (app: App) => void): void {
  const [count, outdir] = process.argv.slice(2);
  const app = new App({ outdir, analyticsReporting: false });
  prepare?.(app);
  let stack = new Stack(app, 'Agents0');
  for (let index = 0; index < Number(count); index++) {
    if (index > 0 && index % AGENTS_PER_STACK === 0) {
      stack = new Stack(app, `Agents${index / AGENTS_PER_STACK}`);
    }
    addAgent(stack, `Assistant${index}`);
  }
  app.synth();
  printUsage();
}

/** Prints the resource usage of the process as a sample. */
export function printUsage(): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const sample: Sample = {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    wallMs: performance.now(),
    peakMiB: maxRSS / 1024,
  };
  process.stdout.write(JSON.stringify(sample));
}
