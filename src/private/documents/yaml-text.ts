import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isSeq,
  Lexer,
  type Node,
  type ParsedNode,
  Parser,
} from 'yaml';
import type { Path } from './findings';
import { MAX_LEVELS } from './nesting';
import { Lines, type Position, type SourceText, type TextProblem } from './source-text';
import { keyOf, readValue } from './yaml-value';

/** Thrown at the first error of the syntax, because a text can have as many errors as characters. */
class SyntaxProblem extends Error {
  public constructor(
    public readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** A YAML text, with merge keys. */
export class YamlText implements SourceText {
  public readonly value: unknown;
  public readonly problem?: TextProblem;
  private readonly lines: Lines;
  private readonly document?: Document;

  public constructor(text: string) {
    this.lines = new Lines(text);
    try {
      this.document = compose(tokensOf(text), text.length);
      const { value, problem } = readValue(this.document.contents as ParsedNode | null);
      this.value = value;
      this.problem = problem;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) {
        throw error;
      }
      this.problem = { offset: error.offset, message: error.message };
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

/** The tokens of a text, up to the first error. */
function tokensOf(text: string): CST.Token[] {
  const tokens: CST.Token[] = [];
  for (const token of parse(text)) {
    if (token.type === 'document' && tokens.some(({ type }) => type === 'document')) {
      throw new SyntaxProblem(token.offset, 'must contain one YAML document. Remove the others.');
    }
    tokens.push(token);
    if (token.type === 'error') {
      break;
    }
  }
  return tokens;
}

function* parse(text: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    rejectDepth(parser.stack);
  }
  yield* parser.end();
}

/** Composing a document is recursive, so the depth of the open collections is checked before. */
function rejectDepth(open: CST.Token[]): void {
  if (open.length > MAX_LEVELS) {
    const tooDeep = open.filter((token) => 'items' in token)[MAX_LEVELS];
    if (tooDeep) {
      throw new SyntaxProblem(tooDeep.offset, `must not be nested more than ${MAX_LEVELS} levels deep`);
    }
  }
}

/** Where the composer has found an error. */
type ErrorSource = number | number[] | { readonly offset: number };

function compose(tokens: CST.Token[], length: number): Document {
  // The uniqueness check of the package compares every key with every other key. Without known tags, only tags for
  // values that JSON has are accepted.
  const composer = new Composer({ merge: true, prettyErrors: false, resolveKnownTags: false, uniqueKeys: false });
  // The handler of the package collects all errors, and warnings of unknown tags. The package catches what it throws,
  // and calls it again.
  let problem: SyntaxProblem | undefined;
  Object.assign(composer, {
    onError(source: ErrorSource, _code: string, message: string): never {
      const start = Array.isArray(source) ? source[0] : source;
      problem ??= new SyntaxProblem(typeof start === 'number' ? start : start.offset, invalid(message));
      throw problem;
    },
  });
  const [document] = composer.compose(tokens, true, length);
  for (const { pos, message } of document.errors) {
    throw new SyntaxProblem(pos[0], invalid(message));
  }
  return document;
}

function invalid(message: string): string {
  return `must be valid YAML: ${message.split('\n')[0].slice(0, 120)}`;
}
