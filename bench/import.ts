/** Prints the cost of loading a package after other files: `node import.js <package> [<file>...]`. */

export interface ImportSample {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The files that were loaded for the package. */
  readonly files: string[];
}

const [name, ...preloaded] = process.argv.slice(2);
for (const file of preloaded) {
  require(file);
}
const before = new Set(Object.keys(require.cache));
const [start, cpuStart] = [performance.now(), process.cpuUsage()];
require(name);
const [wallMs, cpu] = [performance.now() - start, process.cpuUsage(cpuStart)];
const sample: ImportSample = {
  wallMs,
  cpuMs: (cpu.user + cpu.system) / 1000,
  files: Object.keys(require.cache).filter((file) => !before.has(file)),
};
process.stdout.write(JSON.stringify(sample));
