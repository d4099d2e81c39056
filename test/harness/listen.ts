import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

export interface HeardEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Record<string, unknown> | undefined;
}

/** A client of a stream of server-sent events. */
export interface Ear {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The body of a refusal. */
  readonly refusal: { readonly code?: string };
  /** Events with data, in the order in which they came. */
  readonly heard: readonly HeardEvent[];
  /** Id of the last event, as a client would send it when it comes back. */
  lastId(): string | undefined;
  /** Resolves with whether the stream was ended properly, and not cut off. */
  ended(): Promise<boolean>;
  /** Takes nothing any more. */
  pause(): void;
  /** Resets the connection. */
  kill(): void;
}

export async function listen(url: string, key: string, headers: Record<string, string> = {}): Promise<Ear> {
  const outgoing = request(url, { headers: { authorization: `Bearer ${key}`, ...headers }, agent: false }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const ended = new Promise<boolean>((resolve) => {
    response.once('close', () => {
      resolve(response.complete);
    });
  });
  response.on('error', () => undefined);
  const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true;
  const heard: HeardEvent[] = [];
  let lastId: string | undefined;
  let waiting = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    waiting += chunk;
    const blocks = isStream ? waiting.split('\n\n') : [waiting];
    waiting = isStream ? (blocks.pop() ?? '') : waiting;
    for (const event of blocks.map(parse)) {
      lastId = event.id ?? lastId;
      if (event.data !== undefined) heard.push(event);
    }
  });
  if (!isStream) await ended;
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    refusal: isStream || waiting === '' ? {} : (JSON.parse(waiting) as { code: string }),
    heard,
    lastId: () => lastId,
    ended: () => ended,
    pause: () => {
      response.pause();
    },
    kill: () => outgoing.destroy(),
  };
}

function parse(block: string): HeardEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const { id, event, data } = fields;
  return { id, event, data: data === undefined ? undefined : (JSON.parse(data) as Record<string, unknown>) };
}
