import type { Request } from 'express';
import { Body } from '../../server/body';
import { STALL_MS_MAX } from '../../server/limits';

/** A request of which these pieces come, and then nothing. */
const silentAfter = (...pieces: string[]): Request => {
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for (const piece of pieces) yield Buffer.from(piece);
    await new Promise(() => undefined);
  };
  // Safe: of a request a body uses only these two.
  return { get: () => undefined, [Symbol.asyncIterator]: chunks } as unknown as Request;
};

test('of a client that falls silent nothing is taken for the whole: it can send the same again', async () => {
  jest.useFakeTimers({ doNotFake: ['performance'] });
  const body = new Body(silentAfter('{"a":1}\n'));
  const read = (async () => {
    for await (const _ of body);
  })();
  const ended = expect(read).rejects.toMatchObject({ status: 408, code: 'stalled' });
  await jest.advanceTimersByTimeAsync(STALL_MS_MAX + 1);
  await ended;
  expect([body.disconnected, body.failure?.code]).toEqual([true, 'stalled']);
  jest.useRealTimers();
});
