import { App, Stack } from 'aws-cdk-lib/core';

/** CloudFormation takes 500 resources and 200 outputs a stack. */
const AGENTS_PER_STACK = 25;

/** What a process says of itself when its app is synthesized, from its very start. */
export interface Sample {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMiB: number;
}

/** Synthesizes as many agents as the command line says, into the folder that it says. */
export function synthesize(addAgent: (stack: Stack, id: string) => void): void {
  const [count, outdir] = process.argv.slice(2);
  const app = new App({ outdir, analyticsReporting: false });
  let stack = new Stack(app, 'Agents0');
  for (let index = 0; index < Number(count); index++) {
    if (index > 0 && index % AGENTS_PER_STACK === 0) {
      stack = new Stack(app, `Agents${index / AGENTS_PER_STACK}`);
    }
    addAgent(stack, `Assistant${index}`);
  }
  app.synth();
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const sample: Sample = {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    wallMs: performance.now(),
    peakMiB: maxRSS / 1024,
  };
  process.stdout.write(JSON.stringify(sample));
}
