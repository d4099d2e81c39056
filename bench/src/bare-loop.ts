import { generateKey, sign } from '#signing';
import { Agent, request } from 'undici';
import { nowMs } from './clock.js';
import { eventType, samplePayload } from './sample-event.js';
import { serve } from './worker-protocol.js';

export interface BareLoopOrder {
  readonly urls: readonly string[];
  readonly requests: number;
  readonly inFlight: number;
}

/**
 * The least that a sender can do: sign (Standard Webhooks) and POST, in one process that keeps nothing. What the
 * platform reaches is told as a share of this, which says more than requests per second of an unknown machine.
 */
async function run({ urls, requests, inFlight }: BareLoopOrder): Promise<{ perSecond: number }> {
  const dispatcher = new Agent({ connections: inFlight });
  const key = generateKey('standard');
  let next = 0;
  const sendOneAfterAnother = async (): Promise<void> => {
    while (next < requests) {
      const n = next;
      next += 1;
      await send(n, urls[n % urls.length] as string);
    }
  };
  const send = async (n: number, url: string): Promise<void> => {
    const id = `evt_${n.toString(36).padStart(26, '0')}`;
    const occurredAt = new Date();
    const envelope = `{"type":"${eventType.name}","timestamp":"${occurredAt.toISOString()}","data":${samplePayload(n)}}`;
    const body = Buffer.from(envelope);
    const timestamp = Math.floor(occurredAt.getTime() / 1_000);
    const signed = sign('standard', [key], { id, timestamp, body, method: 'POST', url });
    const headers = { 'content-type': 'application/json', ...Object.fromEntries(signed) };
    const response = await request(url, { dispatcher, method: 'POST', headers, body });
    await response.body.dump();
    if (response.statusCode !== 204) throw new Error(`the receiver answered ${response.statusCode}`);
  };
  const startedAtMs = nowMs();
  await Promise.all(Array.from({ length: inFlight }, sendOneAfterAnother));
  const perSecond = (requests * 1_000) / (nowMs() - startedAtMs);
  await dispatcher.close();
  return { perSecond };
}

const skills = { run };

export type BareLoopSkills = typeof skills;

serve(skills);
