import { createSecureContext, rootCertificates } from 'node:tls';
import { ConnectionPool } from './connection/connection-pool.js';
import type { PoolLimits } from './connection/connection-pool.js';
import { AttemptRecord } from './attempt-record.js';
import { Deadline } from './connection/deadline.js';
import { post } from './connection/post.js';
import { checkUrl } from './egress/check-url.js';
import type { CheckedUrl } from './egress/check-url.js';
import { HostLookup } from './egress/host-lookup.js';
import type { EgressRules } from './egress/rules.js';
import type { Exchange, OutgoingRequest } from './exchange.js';
import { LruMap } from './lru-map.js';

export interface AttemptSenderOptions extends Partial<PoolLimits> {
  readonly rules: EgressRules;
  readonly lookup?: HostLookup;
  /** PEM certificates of authorities that are trusted besides the public ones. */
  readonly extraAuthorities?: readonly string[];
}

const defaultPoolLimits: PoolLimits = { maxPerOrigin: 128, maxIdle: 2048, idleMs: 10_000, maxAgeMs: 300_000 };
const maxCheckedUrls = 10_000;

/** Makes attempts. What the network does to one is data in its `Exchange`; `send` rejects for none of it. */
export class AttemptSender {
  readonly #pool: ConnectionPool;
  readonly #rules: EgressRules;
  readonly #checkedUrls = new LruMap<string, CheckedUrl>(maxCheckedUrls);
  #underway = 0;
  #closing = false;
  #idle: (() => void) | undefined;

  constructor(options: AttemptSenderOptions) {
    this.#rules = options.rules;
    // Made once: a context of its own for every connection would read all the root certificates every time.
    const secureContext = createSecureContext({
      minVersion: 'TLSv1.2',
      ...(options.extraAuthorities === undefined ? {} : { ca: [...rootCertificates, ...options.extraAuthorities] }),
    });
    this.#pool = new ConnectionPool(
      { rules: options.rules, lookup: options.lookup ?? new HostLookup(), secureContext },
      {
        maxPerOrigin: options.maxPerOrigin ?? defaultPoolLimits.maxPerOrigin,
        maxIdle: options.maxIdle ?? defaultPoolLimits.maxIdle,
        idleMs: options.idleMs ?? defaultPoolLimits.idleMs,
        maxAgeMs: options.maxAgeMs ?? defaultPoolLimits.maxAgeMs,
      },
    );
  }

  /** Open connections, idle ones included. */
  get openConnections(): number {
    return this.#pool.size;
  }

  /** Whether so many requests wait for a connection to the host of `url` that another had better not join them. */
  isLineLong(url: string): boolean {
    const known = this.#checkedUrls.get(url);
    return known !== undefined && this.#pool.isLineLong(known.origin);
  }

  /** @throws Error once `close` was called */
  async send(request: OutgoingRequest): Promise<Exchange> {
    if (this.#closing) throw new Error('this sender is closed');
    this.#underway += 1;
    const record = new AttemptRecord();
    const deadline = new Deadline(request.timeoutMs);
    try {
      await this.#attempt(request, deadline, record);
    } catch (error) {
      if (!isCoded(error)) throw error;
      record.fail(error);
    } finally {
      deadline.cancel();
      this.#underway -= 1;
      if (this.#underway === 0) this.#idle?.();
    }
    return record.exchange();
  }

  /** Takes no more attempts, and resolves when those under way have ended and every connection is closed. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#pool.close();
    if (this.#underway === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  async #attempt(request: OutgoingRequest, deadline: Deadline, record: AttemptRecord): Promise<void> {
    const url = this.#check(request.url);
    const outgoing = { path: url.path, headers: request.headers.flat(), body: request.body };

    let connection = await this.#pool.acquire(url, deadline, record.progress);
    record.use(connection);
    try {
      record.answer(await post(connection, outgoing, deadline));
      if (!record.diedUnnoticed) return;

      connection = await this.#pool.replace(connection, url, deadline, record.startAgain());
      record.use(connection);
      record.answer(await post(connection, outgoing, deadline));
    } finally {
      this.#pool.release(connection);
    }
  }

  #check(url: string): CheckedUrl {
    const known = this.#checkedUrls.get(url);
    if (known !== undefined) return known;
    const checked = checkUrl(url, this.#rules);
    this.#checkedUrls.set(url, checked);
    return checked;
  }
}

/** Whatever the network, TLS, DNS or our own limits do has a code; an error without one is a bug and goes up. */
function isCoded(error: unknown): error is Error & { code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
