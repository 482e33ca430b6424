import { spawnSync } from 'node:child_process';

/** A test that needs a tool of the machine: without it, it is skipped, and its name says so. */
export function testWith(tool: string, name: string, run: jest.ProvidesCallback, timeout?: number): void {
  if (spawnSync(tool, [tool === 'go' ? 'version' : '--version']).status === 0) {
    test(name, run, timeout);
  } else {
    test.skip(`${name} (${tool} is not installed: see CONTRIBUTING.md)`, run);
  }
}
