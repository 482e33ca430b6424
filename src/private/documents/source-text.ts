import type { Path } from './findings';

/** A line and a column, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly col: number;
}

/** The reason why a text is rejected, and its offset in the text. */
export interface TextProblem {
  readonly offset: number;
  readonly message: string;
}

/** The parsed text of a document. */
export interface SourceText {
  readonly value: unknown;
  readonly json: string;
  readonly problem?: TextProblem;
  /**
   * The position of a key or list item, or of the closest existing value around it.
   *
   * @param offset the offset, if it is known
   */
  positionOf(path: Path, offset?: number): Position;
}

/** The lines of a text, which are counted when the first position is asked for. */
export class Lines {
  private ends?: number[];

  public constructor(private readonly text: string) {}

  public positionOf(offset: number): Position {
    this.ends ??= endsOfLines(this.text);
    const before = this.ends.findIndex((end) => end >= offset);
    const line = before === -1 ? this.ends.length : before;
    return { line: line + 1, col: offset - (this.ends[line - 1] ?? -1) };
  }
}

function endsOfLines(text: string): number[] {
  const ends: number[] = [];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
    ends.push(end);
  }
  return ends;
}

/** Assignments to a property of this name are lost in JavaScript objects. */
export const PROTO = '__proto__';
export const PROTO_PROBLEM = `must not have the key "${PROTO}", which JavaScript does not store. Rename the key.`;

export function duplicateProblem(key: string): string {
  return `must not have the key ${JSON.stringify(key.slice(0, 80))} more than once in one object`;
}
