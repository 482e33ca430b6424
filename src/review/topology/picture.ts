import { COLUMNS, type Topology, type TopologyEdge, type TopologyNode } from '../model';
import { compare } from '../phrases';

/** Collects the nodes and edges of the picture of an agent. */
export class Picture {
  private readonly nodes = new Map<string, TopologyNode>();
  private readonly edges = new Map<string, TopologyEdge>();

  /** Adds a node, or adds lines to the existing node. Returns its ID. */
  public node(node: TopologyNode): string {
    const known = this.nodes.get(node.id);
    const lines = known ? [...known.lines, ...node.lines.filter((line) => !known.lines.includes(line))] : node.lines;
    this.nodes.set(node.id, { ...node, ...known, lines });
    return node.id;
  }

  public edge(from: string, to: string, label?: string): void {
    const key = JSON.stringify([from, to, label]);
    if (from !== to) {
      this.edges.set(key, { from, to, ...(label !== undefined && { label }) });
    }
  }

  public has(id: string): boolean {
    return this.nodes.has(id);
  }

  public hasLine(line: string): boolean {
    return [...this.nodes.values()].some(({ lines }) => lines.includes(line));
  }

  public nameOf(id: string): string | undefined {
    return this.nodes.get(id)?.name;
  }

  public topology(): Topology {
    const key = ({ column, isMuted, kind, name, id }: TopologyNode) =>
      [COLUMNS.indexOf(column), isMuted ? 1 : 0, kind, name, id].join('\n');
    const byKey = (one: TopologyNode, other: TopologyNode) => compare(key(one), key(other));
    const nodes = [...this.nodes.values()].sort(byKey);
    const position = new Map(nodes.map(({ id }, index) => [id, index]));
    const place = (id: string) => position.get(id) ?? nodes.length;
    const edges = [...this.edges.values()].sort(
      (one, other) =>
        place(one.from) - place(other.from) ||
        place(one.to) - place(other.to) ||
        compare(one.label ?? '', other.label ?? ''),
    );
    return { nodes, edges };
  }
}
