import type { Status, Topology, TopologyEdge, TopologyNode } from '../model';

/** The topology of an agent with the differences to another one. Removed nodes and edges are part of it. */
export function withStatus(before: Topology | undefined, after: Topology): Topology {
  const old = before ?? { nodes: [], edges: [] };
  const ids = new Set(after.nodes.map(({ id }) => id));
  const oldNodes = new Map(old.nodes.map((node) => [node.id, node]));
  const oldEdges = new Map(old.edges.map((edge) => [edgeKey(edge), edge]));
  const edgeKeys = new Set(after.edges.map(edgeKey));
  const removed = old.nodes.filter(({ id, isMuted }) => !ids.has(id) && !isMuted);
  const shown = new Set([...ids, ...removed.map(({ id }) => id)]);
  const lost = old.edges.filter((edge) => !edgeKeys.has(edgeKey(edge)) && shown.has(edge.from) && shown.has(edge.to));
  return {
    nodes: [
      ...after.nodes.map((node) => marked(node, statusOf(oldNodes.get(node.id), node, nodeKey))),
      ...removed.map((node) => marked(node, 'removed')),
    ],
    edges: [
      ...after.edges.map((edge) => marked(edge, statusOf(oldEdges.get(edgeKey(edge)), edge, labelKey))),
      ...lost.map((edge) => marked(edge, 'removed')),
    ],
  };
}

function statusOf<Item>(before: Item | undefined, after: Item, key: (item: Item) => string): Status | undefined {
  if (before === undefined) {
    return 'added';
  }
  return key(before) === key(after) ? undefined : 'changed';
}

function marked<Item extends object>(item: Item, status: Status | undefined): Item {
  return status === undefined ? item : { ...item, status };
}

function nodeKey({ kind, name, lines, isMuted }: TopologyNode): string {
  return JSON.stringify([kind, name, lines, isMuted]);
}

function edgeKey({ from, to }: TopologyEdge): string {
  return JSON.stringify([from, to]);
}

function labelKey({ label }: TopologyEdge): string {
  return label ?? '';
}
