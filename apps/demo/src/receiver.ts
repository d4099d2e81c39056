import { verify, type ReceivedHeaders, type SchemeName, type VerifyingKey } from '#signing';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mood } from './mood.js';

/** What a receiver verifies by; unsigned contracts have no key. */
export interface Trust {
  readonly scheme: SchemeName;
  readonly keys: readonly VerifyingKey[];
}

export interface Counts {
  /** Events that were answered with success, each once. */
  accepted: number;
  /** Requests for an event that had been requested before. */
  repeated: number;
  /** Requests whose signature did not hold. */
  refused: number;
}

/** A receiver as a customer would write it, in a mood that the demo decides. */
export interface Receiver {
  readonly url: string;
  readonly counts: Readonly<Counts>;
  /** Bodies of the events that were accepted, in the order of their acceptance. */
  readonly bodies: readonly string[];
  trust(trust: Trust): void;
  /** Sends it a copy of the last genuine request in which one character is another; resolves to its answer's status. */
  tamper(): Promise<number | undefined>;
  close(): Promise<void>;
}

const toleranceSeconds = 5 * 60;

interface Genuine {
  readonly headers: ReceivedHeaders;
  readonly body: Buffer;
}

export async function startReceiver(moodOf: (requests: number) => Mood): Promise<Receiver> {
  const counts: Counts = { accepted: 0, repeated: 0, refused: 0 };
  const seen = new Set<string>();
  const accepted = new Set<string>();
  let trusted: Trust = { scheme: 'none', keys: [] };
  let requests = 0;
  let last: Genuine | undefined;

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]);
    const tolerance = { toleranceSeconds, now: new Date() };
    const asked = { body, method: 'POST', url };
    if (!verify(trusted.scheme, trusted.keys, request.headers, asked, tolerance).ok) {
      counts.refused += 1;
      response.writeHead(401).end();
      return;
    }
    last = { headers: request.headers, body };
    const text = body.toString();
    if (seen.has(text)) counts.repeated += 1;
    seen.add(text);
    requests += 1;
    const mood = moodOf(requests);
    // Never answers: the platform gives up waiting and closes the connection.
    if (mood === 'stalled') return;
    if (mood === 200 && !accepted.has(text)) {
      accepted.add(text);
      counts.accepted += 1;
    }
    response.writeHead(mood).end();
  };

  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  return {
    url,
    counts,
    get bodies() {
      return [...accepted];
    },
    trust: (trust) => {
      trusted = trust;
    },
    tamper: async () => (last === undefined ? undefined : sendTampered(url, last)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function sendTampered(url: string, { headers, body }: Genuine): Promise<number> {
  const changed = Buffer.from(body);
  // A letter of the payload: the body is still JSON, and says something else.
  const at = changed.lastIndexOf('e');
  changed.write('f', at);
  const signed = Object.entries(headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name));
  const response = await fetch(url, {
    method: 'POST',
    headers: signed.map(([name, value]): [string, string] => [name, String(value)]),
    body: changed,
  });
  return response.status;
}
