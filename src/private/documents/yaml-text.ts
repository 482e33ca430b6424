import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  visit,
} from 'yaml';
import type { Path } from './findings';
import { MAX_LEVELS } from './nesting';
import {
  duplicateProblem,
  type Position,
  PROTO,
  PROTO_PROBLEM,
  type SourceText,
  type TextProblem,
} from './source-text';

/** More aliases than any document needs, and fewer than it takes to exhaust the memory. */
const MAX_ALIASES = 10_000;

/** A YAML text, with merge keys. */
export class YamlText implements SourceText {
  public readonly value: unknown;
  public readonly json: string = '';
  public readonly problem?: TextProblem;
  private readonly lines = new LineCounter();
  private readonly document?: Document;

  public constructor(text: string) {
    const tokens = [...new Parser(this.lines.addNewLine).parse(text)];
    this.problem = nestingProblem(tokens);
    if (this.problem) {
      return;
    }
    // The uniqueness check of the package compares every key with every other key.
    const composer = new Composer({ merge: true, prettyErrors: false, uniqueKeys: false });
    const documents = [...composer.compose(tokens, true, text.length)];
    this.document = documents[0] as Document;
    this.problem =
      documents.length > 1
        ? { offset: documents[1].range[0], message: 'must contain one YAML document. Remove the others.' }
        : problemIn(this.document);
    if (this.problem) {
      return;
    }
    try {
      this.value = this.document.toJS({ maxAliasCount: MAX_ALIASES });
      this.json = JSON.stringify(this.value) ?? '';
    } catch (error) {
      this.problem = { offset: 0, message: `must have aliases that can be resolved: ${firstLine(error as Error)}` };
    }
  }

  public positionOf(path: Path, offset = this.offsetOf(path)): Position {
    return this.lines.linePos(offset);
  }

  private offsetOf(path: Path): number {
    let node = this.document?.contents as Node | null | undefined;
    let offset = node?.range?.[0] ?? 0;
    for (const step of path) {
      const around = isAlias(node) ? node.resolve(this.document as Document) : node;
      if (isMap(around)) {
        const pair = around.items.find(({ key }) => keyOf(key) === String(step));
        node = pair?.value as Node | undefined;
        offset = (pair?.key as Node | undefined)?.range?.[0] ?? offset;
      } else if (isSeq(around)) {
        node = around.items[step as number] as Node | undefined;
        offset = node?.range?.[0] ?? offset;
      }
    }
    return offset;
  }
}

function keyOf(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0].slice(0, 120);
}

/** Composing a document is recursive, so its depth is measured on the flat list of tokens. */
function nestingProblem(tokens: CST.Token[]): TextProblem | undefined {
  let level: CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_LEVELS) {
      return { offset: level[0].offset, message: `must not be nested more than ${MAX_LEVELS} levels deep` };
    }
    level = level.flatMap(childrenOf);
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') {
    return token.value ? [token.value] : [];
  }
  const items = 'items' in token ? token.items : [];
  return items.flatMap(({ key, value }) => [key, value].filter((child) => child && 'items' in child)) as CST.Token[];
}

/** Errors of the syntax, unknown tags, which the package only warns of, and duplicate keys. */
function problemIn(document: Document): TextProblem | undefined {
  const [first] = [...document.errors, ...document.warnings];
  if (first) {
    return { offset: first.pos[0], message: `must be valid YAML: ${firstLine(first)}` };
  }
  let problem: TextProblem | undefined;
  visit(document, {
    Alias(_, alias) {
      if (!alias.resolve(document)) {
        problem = { offset: alias.range?.[0] ?? 0, message: `must define the anchor of the alias *${alias.source}` };
        return visit.BREAK;
      }
      return undefined;
    },
    Map(_, { items }) {
      const keys = new Set<string>();
      for (const { key } of items) {
        const name = keyOf(key);
        const offset = (key as Node | null)?.range?.[0] ?? 0;
        if (name === PROTO) {
          problem = { offset, message: PROTO_PROBLEM };
        } else if (name !== undefined && name !== '<<' && keys.has(name)) {
          problem = { offset, message: duplicateProblem(name) };
        } else if (name === undefined) {
          problem = { offset, message: 'must have keys that are strings, got a list or an object as a key' };
        } else {
          keys.add(name);
        }
        if (problem) {
          return visit.BREAK;
        }
      }
      return undefined;
    },
  });
  return problem;
}
