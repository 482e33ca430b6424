import { Composer, type CST, type Document, isAlias, isMap, isSeq, type Node, type ParsedNode, Parser } from 'yaml';
import type { Path } from './findings';
import { MAX_LEVELS } from './nesting';
import { Lines, type Position, type SourceText, type TextProblem } from './source-text';
import { keyOf, readValue } from './yaml-value';

/** A YAML text, with merge keys. */
export class YamlText implements SourceText {
  public readonly value: unknown;
  public readonly problem?: TextProblem;
  private readonly lines: Lines;
  private readonly document?: Document;

  public constructor(text: string) {
    this.lines = new Lines(text);
    const tokens = [...new Parser().parse(text)];
    this.problem = nestingProblem(tokens);
    if (this.problem) {
      return;
    }
    // The uniqueness check of the package compares every key with every other key. Without known tags, only tags for
    // values that JSON has are accepted.
    const composer = new Composer({ merge: true, prettyErrors: false, resolveKnownTags: false, uniqueKeys: false });
    const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[];
    this.document = documents[0];
    this.problem =
      documents.length > 1
        ? { offset: documents[1].range[0], message: 'must contain one YAML document. Remove the others.' }
        : syntaxProblem(this.document);
    if (!this.problem) {
      const { value, problem } = readValue(this.document.contents as ParsedNode | null);
      this.value = value;
      this.problem = problem;
    }
  }

  public get json(): string {
    return JSON.stringify(this.value) ?? '';
  }

  public positionOf(path: Path, offset = this.offsetOf(path)): Position {
    return this.lines.positionOf(offset);
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
    const next: CST.Token[] = [];
    for (const token of level) {
      addChildren(token, next);
    }
    level = next;
  }
  return undefined;
}

/** Adds the collections in a token. */
function addChildren(token: CST.Token, children: CST.Token[]): void {
  if (token.type === 'document' && token.value) {
    children.push(token.value);
  }
  for (const { key, value } of 'items' in token ? token.items : []) {
    for (const child of [key, value]) {
      if (child && 'items' in child) {
        children.push(child);
      }
    }
  }
}

/** Errors of the syntax and unknown tags, which the package only warns of. */
function syntaxProblem({ errors, warnings }: Document): TextProblem | undefined {
  const first = errors[0] ?? warnings[0];
  return first && { offset: first.pos[0], message: `must be valid YAML: ${firstLine(first)}` };
}
