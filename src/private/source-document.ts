import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Document, LineCounter, Node, Pair, Scalar } from 'yaml';
import type { Faults } from './faults';
import { type Path, placeOf } from './findings';

/** More uses of anchors than anyone writes; fewer than it takes to fill the memory. */
const MOST_ALIASES = 10_000;

/** A file beside the app, in JSON or YAML: what it says, and where in it everything is. */
export class SourceDocument {
  /** Reads it; if that cannot be done, the fault says why, and there is no document. */
  public static read(path: string, faults: Faults): SourceDocument | undefined {
    const name = nameOf(path);
    try {
      const document = new SourceDocument(name, readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
      if (document.problem) {
        faults.add(document.problem);
        return undefined;
      }
      return document;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (!code) {
        throw error;
      }
      faults.add(`${name}: ${code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`}`);
      return undefined;
    }
  }

  /** What it says. */
  public readonly value: unknown;
  /** What it says as JSON: the text itself, if that is what it is. */
  public readonly json: string;
  private readonly problem?: string;
  private tree?: { readonly document: Document; readonly lines: LineCounter };

  private constructor(
    public readonly name: string,
    private readonly text: string,
  ) {
    // JSON is read much faster without the places, which only what is wrong needs.
    const json = parsedJson(text);
    if (json) {
      this.value = json.value;
      this.json = text;
      return;
    }
    const { document, lines } = this.parsed();
    const [error] = document.errors;
    this.json = '';
    if (error) {
      const { line, col } = lines.linePos(error.pos[0]);
      this.problem = `${name}:${line}:${col}: it is neither JSON nor YAML: ${error.message.split('\n')[0]}`;
      return;
    }
    try {
      this.value = document.toJS({ maxAliasCount: MOST_ALIASES });
      this.json = JSON.stringify(this.value);
    } catch (error) {
      this.problem = `${name}: its anchors cannot be resolved: ${(error as Error).message}`;
    }
  }

  /** Where something is, for people and for editors, which jump to it. */
  public place(path: Path, key?: string): string {
    const { line, col } = this.position(key === undefined ? path : [...path, key]);
    const inside = placeOf(path);
    return `${this.name}:${line}:${col}:${inside && ` ${inside}:`}`;
  }

  /** The key of a member, the beginning of an item; of what is not there, the nearest that is around it. */
  private position(path: Path): { readonly line: number; readonly col: number } {
    const { isAlias, isMap, isSeq } = yaml();
    const { document, lines } = this.parsed();
    const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
    let node = document.contents as unknown;
    let offset = (node as Node | null)?.range?.[0] ?? 0;
    for (const step of path) {
      const around = resolved(node);
      if (isMap(around)) {
        const pair = around.items.find(({ key }) => String((key as Scalar).value) === String(step)) as Pair | undefined;
        node = pair?.value;
        offset = (pair?.key as Scalar | undefined)?.range?.[0] ?? offset;
      } else if (isSeq(around)) {
        node = around.items[step as number];
        offset = (node as Node | undefined)?.range?.[0] ?? offset;
      }
    }
    return lines.linePos(offset);
  }

  private parsed(): { readonly document: Document; readonly lines: LineCounter } {
    if (!this.tree) {
      const lines = new (yaml().LineCounter)();
      const document = yaml().parseDocument(this.text, { lineCounter: lines, merge: true, prettyErrors: false });
      this.tree = { document, lines };
    }
    return this.tree;
  }
}

function yaml(): typeof import('yaml') {
  // Only who has a document to read waits for the parser.
  return require('yaml');
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** From where the app is started, as one would type it. */
export function nameOf(path: string): string {
  const name = relative('', path);
  return name.startsWith('..') ? path : name;
}
