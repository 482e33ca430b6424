import type { Node, ParseError } from 'jsonc-parser';
import type { Path } from '../../private/documents/findings';
import { MAX_LEVELS } from '../../private/documents/nesting';
import {
  duplicateProblem,
  Lines,
  type Position,
  PROTO,
  PROTO_PROBLEM,
  type SourceText,
  type TextProblem,
} from '../../private/documents/source-text';

/** The tokens of the scanner that matter here. Its own enum does not exist at run time. */
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const COLON = 6;
const STRING = 10;
const END = 17;

const MESSAGES: Record<string, string> = {
  CloseBraceExpected: 'a comma or a closing brace is missing',
  CloseBracketExpected: 'a comma or a closing bracket is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  EndOfFileExpected: 'the file continues after the end of the value',
  InvalidCharacter: 'a string contains a character that must be escaped',
  InvalidCommentToken: 'comments are not allowed',
  InvalidEscapeCharacter: 'a string contains an invalid escape sequence',
  InvalidNumberFormat: 'a number is not valid',
  InvalidSymbol: 'a word is neither a string in double quotes nor true, false or null',
  InvalidUnicode: 'a string contains an invalid Unicode escape sequence',
  PropertyNameExpected: 'a property name in double quotes is missing',
  UnexpectedEndOfString: 'a string is not closed',
  ValueExpected: 'a value is missing',
};

/** Bundlers such as esbuild cannot bundle the main file of the package. A bundled app loads the ES module of it. */
function parser(): typeof import('jsonc-parser') {
  try {
    return require('jsonc-parser');
  } catch {
    return require('jsonc-parser/lib/esm/main.js');
  }
}

/** The text of a JSON document, which may be invalid. */
export class JsonText implements SourceText {
  public readonly value: unknown;
  public readonly problem?: TextProblem;
  private readonly lines: Lines;
  private tree?: Node;

  public constructor(public readonly json: string) {
    this.lines = new Lines(json);
    try {
      this.value = JSON.parse(json);
      this.problem = problemIn(json);
    } catch (error) {
      this.problem = problemIn(json) ?? this.syntaxProblem(error as Error);
    }
  }

  public positionOf(path: Path, offset = this.offsetOf(path)): Position {
    return this.lines.positionOf(offset);
  }

  private offsetOf(path: Path): number {
    const { findNodeAtLocation, parseTree } = parser();
    this.tree ??= parseTree(this.json);
    let node = this.tree;
    for (let length = 1; length <= path.length && this.tree; length++) {
      const next = findNodeAtLocation(this.tree, path.slice(0, length) as Array<string | number>);
      if (!next) {
        break;
      }
      // A property begins with its key.
      node = next.parent?.type === 'property' ? next.parent : next;
    }
    return node?.offset ?? 0;
  }

  private syntaxProblem({ message }: Error): TextProblem {
    const { parseTree, printParseErrorCode } = parser();
    const errors: ParseError[] = [];
    parseTree(this.json, errors, { disallowComments: true });
    const [first] = errors;
    return first
      ? {
          offset: first.offset,
          message: `must be valid JSON: ${MESSAGES[printParseErrorCode(first.error)] ?? 'it is not complete'}`,
        }
      : { offset: 0, message: `must be valid JSON: ${message.slice(0, 120)}` };
  }
}

/** Finds in one pass, without recursion, what `JSON.parse` does not report: duplicate keys and extreme nesting. */
function problemIn(text: string): TextProblem | undefined {
  const scanner = parser().createScanner(text, true);
  const open: Array<Set<string> | undefined> = [];
  let last = { value: '', offset: 0, isString: false };
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    const offset = scanner.getTokenOffset();
    if (token === OPEN_BRACE || token === OPEN_BRACKET) {
      open.push(token === OPEN_BRACE ? new Set() : undefined);
      if (open.length > MAX_LEVELS) {
        return { offset, message: `must not be nested more than ${MAX_LEVELS} levels deep` };
      }
    } else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) {
      open.pop();
    } else if (token === COLON && last.isString) {
      const keys = open[open.length - 1];
      if (keys?.has(last.value) || last.value === PROTO) {
        return { offset: last.offset, message: last.value === PROTO ? PROTO_PROBLEM : duplicateProblem(last.value) };
      }
      keys?.add(last.value);
    }
    last = { value: token === STRING ? scanner.getTokenValue() : '', offset, isString: token === STRING };
  }
  return undefined;
}
