import { Resolver } from 'node:dns/promises';
import type { RecordWithTtl } from 'node:dns';
import { LruMap } from '../lru-map.js';

export interface LookupOptions {
  /** DNS servers as `address` or `address:port`; those of the system if absent. */
  readonly servers?: readonly string[];
  /** For one name, both record types and all tries. 3,000 if absent. */
  readonly timeoutMs?: number;
  /** How long an answer may be used again at most, whatever its TTL. 5,000 if absent; 0 asks every time. */
  readonly maxCacheMs?: number;
  /** Names kept. 10,000 if absent. */
  readonly maxCacheSize?: number;
}

/** DNS gave no address. `code` is c-ares': `ENOTFOUND`, `ENODATA`, `ESERVFAIL`, `ETIMEOUT`… */
export class LookupFailed extends Error {
  override readonly name = 'LookupFailed';

  constructor(
    readonly code: string,
    hostname: string,
  ) {
    super(`DNS lookup of ${hostname} failed: ${code}`);
  }
}

interface CachedAnswer {
  readonly addresses: readonly string[];
  readonly expiresAt: number;
}

/**
 * Addresses of host names by c-ares. Not `dns.lookup`: that runs on four threads of libuv's pool, and four names
 * whose servers are silent would stop every other lookup, and file access with them.
 */
export class HostLookup {
  readonly #resolver: Resolver;
  readonly #timeoutMs: number;
  readonly #maxCacheMs: number;
  readonly #answers: LruMap<string, CachedAnswer>;
  readonly #underway = new Map<string, Promise<readonly string[]>>();

  constructor(options: LookupOptions = {}) {
    this.#timeoutMs = options.timeoutMs ?? 3000;
    this.#maxCacheMs = options.maxCacheMs ?? 5000;
    this.#answers = new LruMap(options.maxCacheSize ?? 10_000);
    this.#resolver = new Resolver({ timeout: Math.ceil(this.#timeoutMs / 3), tries: 2 });
    if (options.servers !== undefined) this.#resolver.setServers(options.servers);
  }

  /**
   * Every A and AAAA address of `hostname`, IPv4 first. They are not judged yet.
   *
   * @throws LookupFailed within the time limit
   */
  addresses(hostname: string): Promise<readonly string[]> {
    const cached = this.#answers.get(hostname);
    if (cached !== undefined && cached.expiresAt > performance.now()) return Promise.resolve(cached.addresses);

    const underway = this.#underway.get(hostname);
    if (underway !== undefined) return underway;

    const lookup = this.#ask(hostname).finally(() => this.#underway.delete(hostname));
    this.#underway.set(hostname, lookup);
    return lookup;
  }

  async #ask(hostname: string): Promise<readonly string[]> {
    const answers = await this.#withinLimit(hostname, [
      // A fully qualified name keeps the resolver's search domains out of it.
      this.#resolver.resolve4(`${hostname}.`, { ttl: true }),
      this.#resolver.resolve6(`${hostname}.`, { ttl: true }),
    ]);
    const records = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (records.length === 0) throw new LookupFailed(failureCode(answers), hostname);

    const addresses = records.map(({ address }) => address);
    this.#remember(hostname, addresses, Math.min(...records.map(({ ttl }) => ttl)));
    return addresses;
  }

  #remember(hostname: string, addresses: readonly string[], ttlSeconds: number): void {
    const keepMs = Math.min(ttlSeconds * 1000, this.#maxCacheMs);
    if (keepMs > 0) this.#answers.set(hostname, { addresses, expiresAt: performance.now() + keepMs });
  }

  /** c-ares has limits per try and server, which add up; this one holds for the whole. */
  async #withinLimit(
    hostname: string,
    questions: readonly Promise<RecordWithTtl[]>[],
  ): Promise<PromiseSettledResult<RecordWithTtl[]>[]> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new LookupFailed('ETIMEOUT', hostname));
      }, this.#timeoutMs);
    });
    try {
      return await Promise.race([Promise.allSettled(questions), limit]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Of the two failures the one that says more: a name without AAAA is common and explains nothing. */
function failureCode(answers: readonly PromiseSettledResult<unknown>[]): string {
  const codes = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [(answer.reason as NodeJS.ErrnoException).code ?? 'EUNKNOWN'] : [],
  );
  return codes.find((code) => code !== 'ENODATA') ?? 'ENODATA';
}
