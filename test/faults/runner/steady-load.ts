import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Account } from '../../../bench/src/api-client.js';
import { eventType, samplePayload } from '../../../bench/src/sample-event.js';

const tickMs = 5;
const maxConnections = 256;

/** Events that may wait for their 202 at once; a backend with more would fall over before we do. */
const maxUnanswered = 20_000;

/** No answer within this is taken for a broken connection. */
const answerTimeoutMs = 20_000;

/** Before what broke without an answer is sent again; doubled with every further time, up to the longest. */
const retryMs = { first: 500, longest: 4_000 };

/**
 * A careful backend: emits events at a steady rate whatever becomes of the earlier ones, each under an id of its own,
 * and repeats under the same id what was answered with 503, or not at all, until it is answered with 202.
 */
export class SteadyLoad {
  readonly #pool: Pool;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #applicationIds: readonly string[];
  readonly #acceptedAtMs = new Map<number, number>();
  readonly #answers = new Map<string, number>();
  readonly #stopped = new AbortController();
  #perSecond: number;
  #emitted = 0;
  #heldBack = 0;
  #dueAtMs = performance.now();
  #ticking: NodeJS.Timeout | undefined;

  /** Event n is emitted into the n-th of the applications, in turn. */
  constructor({ apiUrl, key }: Account, applicationIds: readonly string[], perSecond: number) {
    // Each event that waits for another try listens to it.
    setMaxListeners(0, this.#stopped.signal);
    this.#pool = new Pool(apiUrl, {
      connections: maxConnections,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
    });
    this.#headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    this.#applicationIds = applicationIds;
    this.#perSecond = perSecond;
  }

  /** When each event was answered with 202 (performance.now), by its number. */
  get acceptedAtMs(): ReadonlyMap<number, number> {
    return this.#acceptedAtMs;
  }

  /** Requests by what came back: a status, or what broke instead. */
  get answers(): ReadonlyMap<string, number> {
    return this.#answers;
  }

  /** Events that were due while too many were unanswered, and so never emitted. */
  get heldBack(): number {
    return this.#heldBack;
  }

  get unanswered(): number {
    return this.#emitted - this.#acceptedAtMs.size;
  }

  start(): void {
    this.#dueAtMs = performance.now();
    this.#ticking = setInterval(() => {
      this.#emitWhatIsDue();
    }, tickMs);
  }

  changeRate(perSecond: number): void {
    this.#perSecond = perSecond;
  }

  /** Emits nothing new; what is unanswered is still repeated. */
  pause(): void {
    clearInterval(this.#ticking);
  }

  async close(): Promise<void> {
    this.pause();
    this.#stopped.abort();
    await this.#pool.destroy();
  }

  #emitWhatIsDue(): void {
    for (const now = performance.now(); this.#dueAtMs <= now; this.#dueAtMs += 1_000 / this.#perSecond) {
      if (this.unanswered >= maxUnanswered) {
        this.#heldBack += 1;
        continue;
      }
      void this.#emit(this.#emitted);
      this.#emitted += 1;
    }
  }

  async #emit(n: number): Promise<void> {
    const path = `/v1/applications/${this.#applicationIds[n % this.#applicationIds.length] ?? ''}/events`;
    const body = `{"type":"${eventType.name}","id":"load-${n}","payload":${samplePayload(n)}}`;
    for (let patienceMs = retryMs.first; ; patienceMs = Math.min(2 * patienceMs, retryMs.longest)) {
      const answer = await this.#post(path, body);
      if (this.#stopped.signal.aborted) return;
      if (answer === 'accepted') {
        this.#acceptedAtMs.set(n, performance.now());
        return;
      }
      const againInMs = answer.retryAfterMs ?? patienceMs;
      // Spread a little, as the clients of a real backend are.
      await sleep(againInMs * (1 + Math.random() / 4), undefined, { signal: this.#stopped.signal }).catch(
        () => undefined,
      );
    }
  }

  async #post(path: string, body: string): Promise<'accepted' | { readonly retryAfterMs?: number }> {
    try {
      const response = await this.#pool.request({ method: 'POST', path, headers: this.#headers, body });
      await response.body.dump();
      const waitSeconds = Number(response.headers['retry-after']);
      const isClear = response.statusCode !== 503 || waitSeconds > 0;
      this.#count(isClear ? String(response.statusCode) : '503 without Retry-After');
      if (response.statusCode === 202) return 'accepted';
      return waitSeconds > 0 ? { retryAfterMs: waitSeconds * 1_000 } : {};
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#count(brokenBy(error));
      return {};
    }
  }

  #count(answer: string): void {
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }
}

function brokenBy(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
