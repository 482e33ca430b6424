import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** One frame of an AWS event stream, with the name of the event or of the exception, and the members as JSON. */
export function eventFrame(name: string, members: object, type: 'event' | 'exception' = 'event'): Uint8Array {
  const text = (value: string) => ({ type: 'string' as const, value });
  return codec.encode({
    headers: {
      ':message-type': text(type),
      [`:${type}-type`]: text(name),
      ':content-type': text('application/json'),
    },
    body: Buffer.from(JSON.stringify(members)),
  });
}

export const EVENT_STREAM = 'application/vnd.amazon.eventstream';
