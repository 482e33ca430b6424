import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks for lines, and prints text. */
export class Terminal {
  private readonly lines: AsyncIterator<string>;
  private readonly readline: Interface;
  private isMuted = false;
  private isAtLineStart = true;

  public constructor(
    input: NodeJS.ReadableStream,
    private readonly output: NodeJS.WritableStream,
  ) {
    const echo = new Writable({
      write: (chunk, _, done) => {
        if (!this.isMuted) {
          this.output.write(chunk);
        }
        done();
      },
    });
    this.readline = createInterface({ input, output: echo, terminal: 'isTTY' in input && input.isTTY === true });
    this.lines = this.readline[Symbol.asyncIterator]();
  }

  /** Returns the next line, or `undefined` at the end of the input. */
  public async ask(prompt: string): Promise<string | undefined> {
    this.startLine();
    this.readline.setPrompt(prompt);
    this.readline.prompt();
    const { value, done } = await this.lines.next();
    // At the end of the input, nobody has ended the line of the prompt.
    this.isAtLineStart = done !== true;
    return done ? undefined : value.trim();
  }

  /** Asks without showing what the person types. */
  public async askSecret(prompt: string): Promise<string | undefined> {
    this.startLine();
    this.output.write(prompt);
    this.isMuted = true;
    const { value, done } = await this.lines.next();
    this.isMuted = false;
    this.output.write('\n');
    return done ? undefined : value;
  }

  public print(text: string): void {
    this.output.write(text);
    this.isAtLineStart = text.endsWith('\n');
  }

  public printLine(line: string): void {
    this.startLine();
    this.print(`${line}\n`);
  }

  public close(): void {
    this.startLine();
    this.readline.close();
  }

  private startLine(): void {
    if (!this.isAtLineStart) {
      this.print('\n');
    }
  }
}
