/**
 * Servers on loopback that replace AWS services, over HTTP/1 and HTTP/2, because AWS clients differ in the protocol that
 * they use.
 */
import * as http from 'node:http';
import * as http2 from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface LoopbackRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface LoopbackResponse {
  readonly status?: number;
  readonly type: string;
  readonly headers?: Record<string, string>;
  /** The body, or its pieces, which are sent one after another. An error between two pieces ends the connection. */
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

export interface Loopback {
  readonly url: string;
  readonly close: () => Promise<void>;
}

type Answer = (request: LoopbackRequest) => LoopbackResponse | Promise<LoopbackResponse>;

/** The first bytes of every HTTP/2 connection. */
const PREFACE = 'PRI ';

/** Starts a server on a port that the system chooses. */
export async function serve(answer: Answer): Promise<Loopback> {
  const respond = async (
    request: http.IncomingMessage | http2.Http2ServerRequest,
    response: http.ServerResponse | http2.Http2ServerResponse,
  ): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(chunks);
    try {
      const { status = 200, type, headers: more = {}, body: said } = await answer({ method, path: url, headers, body });
      response.statusCode = status;
      for (const [name, value] of Object.entries({ ...more, 'content-type': type })) {
        response.setHeader(name, value);
      }
      if (typeof said === 'string' || said instanceof Uint8Array) {
        response.end(Buffer.from(said));
      } else {
        await pipeline(Readable.from(said), response as Writable);
      }
    } catch (error) {
      if (!response.headersSent) {
        response.statusCode = 500;
        response.end(String(error));
      }
    }
  };
  const [one, two] = [http.createServer(respond), http2.createServer(respond)];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.once('error', () => socket.destroy());
    socket.once('readable', () => {
      const begin: Buffer | null = socket.read();
      if (begin) {
        socket.unshift(begin);
        (begin.toString('latin1').startsWith(PREFACE) ? two : one).emit('connection', socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) {
        socket.destroy();
      }
      return closed;
    },
  };
}
