/** The assemblies of apps that the tests of the review make. */
import { App, type AppProps } from 'aws-cdk-lib/core';
import { type ReviewedAssembly, type ReviewedResource, readAssembly } from '../../src/review/assembly';
import type { AgentInfo, Topology, TopologyNode } from '../../src/review/model';
import { temporaryDirectories } from '../support/temporary';

/** Synthesizes apps into directories that are deleted after the last test of the test file. */
export function assemblies(): (fill: (app: App) => void, props?: AppProps) => ReviewedAssembly {
  const directory = temporaryDirectories();
  return (fill, props) => {
    const app = new App({ outdir: directory(), analyticsReporting: false, ...props });
    fill(app);
    return readAssembly(app.synth().directory);
  };
}

/** The resource at a construct path. */
export function at(assembly: ReviewedAssembly, path: string): ReviewedResource {
  const resources = assembly.stacks.flatMap((stack) => stack.resources);
  const found = resources.find((resource) => resource.path === path);
  if (!found) {
    throw new Error(`no resource at ${path}, only at ${resources.map((resource) => resource.path).join(', ')}`);
  }
  return found;
}

/** A node in one line. */
export function text({ column, kind, name, lines }: TopologyNode): string {
  return `${column}: ${kind}: ${[name, ...lines].join(' | ')}`;
}

/** The callers in a topology. */
export function callers({ topology }: AgentInfo): string[] {
  return topology.nodes.filter(({ column }) => column === 'callers').map((node) => text(node).replace('callers: ', ''));
}

/** The edges by the names of their nodes. */
export function edges({ nodes, edges: all }: Topology): string[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return all.map(({ from, to, label }) => `${names.get(from)} -> ${names.get(to)}${label ? ` (${label})` : ''}`);
}
