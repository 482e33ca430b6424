/** The part of a WebSocket that a conversation uses. */
interface Socket {
  on(event: 'message', listener: (data: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  send(data: string): void;
}

/** The messages of a WebSocket, one at a time. */
export class Conversation {
  private readonly said: unknown[] = [];
  private readonly waiting: Array<{ resolve: (message: unknown) => void; reject: (reason: Error) => void }> = [];

  public constructor(private readonly socket: Socket) {
    socket.on('message', (data) => this.hear(JSON.parse(String(data))));
    socket.on('close', () => {
      for (const { reject } of this.waiting.splice(0)) {
        reject(new Error('The other side has hung up.'));
      }
    });
  }

  public say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  public next(): Promise<unknown> {
    return this.said.length > 0
      ? Promise.resolve(this.said.shift())
      : new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private hear(message: unknown): void {
    const first = this.waiting.shift();
    if (first) {
      first.resolve(message);
    } else {
      this.said.push(message);
    }
  }
}
