import { EVENT_STREAM, eventFrame } from './event-stream';
import { type Loopback, serve } from './loopback';

export interface DataPlaneRequest {
  readonly operation: string;
  /** The ID of the memory or the code interpreter. */
  readonly of: string;
  readonly input: Record<string, unknown>;
}

export interface FakeAgentCore extends Loopback {
  readonly requests: DataPlaneRequest[];
}

const OPERATIONS: Array<[operation: string, route: RegExp]> = [
  ['CreateEvent', /^POST \/memories\/([^/]+)\/events$/],
  ['RetrieveMemoryRecords', /^POST \/memories\/([^/]+)\/retrieve$/],
  ['StartCodeInterpreterSession', /^PUT \/code-interpreters\/([^/]+)\/sessions\/start$/],
  ['InvokeCodeInterpreter', /^POST \/code-interpreters\/([^/]+)\/tools\/invoke$/],
];

/** Memories and code interpreters on loopback, with fixed memory records and a fixed output of any code. */
export async function fakeAgentCore(remembered: string, printed: string): Promise<FakeAgentCore> {
  const requests: DataPlaneRequest[] = [];
  const now = 1_770_000_000;
  const answers: Record<string, (request: DataPlaneRequest) => object> = {
    CreateEvent: ({ of, input }) => ({
      event: { ...input, memoryId: of, eventId: '0000000000000#00000000', eventTimestamp: now },
    }),
    RetrieveMemoryRecords: () => ({
      memoryRecordSummaries: [
        {
          memoryRecordId: 'mem-1',
          memoryStrategyId: 'preferences-1',
          content: { text: remembered },
          namespaces: [],
          createdAt: now,
          score: 0.9,
        },
      ],
    }),
    StartCodeInterpreterSession: ({ of }) => ({
      codeInterpreterIdentifier: of,
      sessionId: 'session-of-the-interpreter',
      createdAt: new Date(now * 1000).toISOString(),
    }),
  };
  const server = await serve(({ method, path, body }) => {
    for (const [operation, route] of OPERATIONS) {
      const of = route.exec(`${method} ${path.replace(/\?.*/, '')}`)?.[1];
      if (of) {
        const request = { operation, of: decodeURIComponent(of), input: JSON.parse(body.toString()) };
        requests.push(request);
        return operation === 'InvokeCodeInterpreter'
          ? { type: EVENT_STREAM, body: eventFrame('result', { content: [{ type: 'text', text: printed }] }) }
          : { type: 'application/json', body: JSON.stringify(answers[operation](request)) };
      }
    }
    return {
      status: 400,
      type: 'application/json',
      body: JSON.stringify({ message: `unexpected: ${method} ${path}` }),
    };
  });
  return { ...server, requests };
}
