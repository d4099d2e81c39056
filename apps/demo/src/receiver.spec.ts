import { generateKey, sign } from '#signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Mood } from './mood.js';
import { startReceiver, type Receiver } from './receiver.js';

describe('the receiver', () => {
  const key = generateKey('gridio');
  let receiver: Receiver;
  let mood: Mood;

  beforeEach(async () => {
    mood = 200;
    receiver = await startReceiver(() => mood);
    receiver.trust({ scheme: 'gridio', keys: [key] });
  });

  afterEach(async () => {
    await receiver.close();
  });

  const send = async (text: string, signal?: AbortSignal) => {
    const body = Buffer.from(text);
    const input = { id: 'evt_1', timestamp: 1, body, method: 'POST', url: receiver.url };
    const headers = sign('gridio', [key], input).map(([name, value]): [string, string] => [name, value]);
    const response = await fetch(receiver.url, { method: 'POST', headers, body, ...(signal && { signal }) });
    return response.status;
  };

  it('counts an event once, however often it comes', async () => {
    mood = 500;
    expect(await send('{"e":1}')).toBe(500);
    mood = 200;
    expect(await send('{"e":1}')).toBe(200);
    expect(await send('{"e":1}')).toBe(200);
    expect(await send('{"e":2}')).toBe(200);
    expect(receiver.counts).toEqual({ accepted: 2, repeated: 2, refused: 0 });
    expect(receiver.bodies).toEqual(['{"e":1}', '{"e":2}']);
  });

  it('does not take 201 for what it would have answered', async () => {
    mood = 201;
    expect(await send('{"e":1}')).toBe(201);
    expect(receiver.counts.accepted).toBe(0);
  });

  it('refuses a tampered copy of what it got, and what nobody signed', async () => {
    expect(await receiver.tamper()).toBeUndefined();
    await send('{"e":"e"}');
    expect(await receiver.tamper()).toBe(401);
    const unsigned = await fetch(receiver.url, { method: 'POST', body: '{"e":1}' });
    expect(unsigned.status).toBe(401);
    expect(receiver.counts).toEqual({ accepted: 1, repeated: 0, refused: 2 });
  });

  it('leaves a request without an answer when it is stalled', async () => {
    mood = 'stalled';
    await expect(send('{"e":1}', AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    expect(receiver.counts.accepted).toBe(0);
  });
});
