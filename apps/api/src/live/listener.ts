import { Readable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { OutcomeClass } from '#events';
import { positionWithin, type CommitPosition, type NewAttempt, type NewAttempts } from '#persistence';
import { toAttemptSummaryDto } from '../deliveries/to-attempt-dto.js';
import { encodePosition } from './live-position.js';

/** What a client has not taken yet, beyond the buffers of its connection; with more it is cut off. */
const maxWaitingBytes = 1024 * 1024;

/** Attempts written at once; the connection gets to take them before more follow. */
const attemptsAtOnce = 100;

/** How long one connection may keep the others waiting with what is read for all, in milliseconds. */
const patienceMs = 1_000;
const pollMs = 5;

/** What of an application a client wants to hear. */
export interface Interest {
  readonly applicationId: string;
  readonly endpointId?: string;
  readonly outcome?: OutcomeClass;
}

/** Where a client was when it left; `lost` when that cannot be told any more. */
export type Return = CommitPosition | 'lost' | undefined;

/** One client's stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class Listener {
  readonly stream: Readable;
  /** Everything up to here was sent or is not for this client. */
  #position: CommitPosition | undefined;
  /** What was pushed last was its end. */
  #over = false;

  constructor(
    readonly interest: Interest,
    /** Whether the credential that it came with still opens the application. */
    readonly isWelcome: () => Promise<boolean>,
    readonly returnsFrom: Return,
  ) {
    this.stream = new Readable({ read: () => undefined });
    this.#position = returnsFrom === 'lost' ? undefined : returnsFrom;
    // What a client should wait before it comes back; this opens the answer too.
    this.#write('retry: 1000\n\n');
  }

  get position(): CommitPosition | undefined {
    return this.#position;
  }

  /**
   * Sends what of these attempts it wants; they were read behind `from`. Resolves when the last is written. Whoever is
   * not welcome any more hears of none: between two signs of life a revoked credential would.
   */
  async tell(from: CommitPosition, { attempts, snapshot, position }: NewAttempts): Promise<void> {
    const wanted = attempts.filter((one) => this.#wants(one));
    if (wanted.length > 0 && !(await this.#isWelcomeStill())) {
      this.end();
      return;
    }
    const patientUntil = performance.now() + patienceMs;
    for (let start = 0; start < wanted.length; start += attemptsAtOnce) {
      const some = wanted.slice(start, start + attemptsAtOnce);
      this.#write(some.map((one) => eventText(one, positionWithin(from, snapshot, one.id))).join(''));
      await this.#taken(patientUntil);
    }
    this.#position = position;
  }

  /** It has heard of everything up to there. */
  startAt(position: CommitPosition): void {
    this.#position = position;
  }

  /** Says that attempts may be missing from the stream; the list of attempts has them. */
  tellGap(position: CommitPosition): void {
    const since = this.#position === undefined ? null : new Date(this.#position.atMs).toISOString();
    const until = new Date(position.atMs).toISOString();
    this.#position = position;
    this.#write(`id: ${encodePosition(position)}\nevent: gap\ndata: ${JSON.stringify({ since, until })}\n\n`);
  }

  /** Keeps the connection open, and tells where the client would go on: an id without data is no event. */
  keepAlive(): void {
    if (this.#position !== undefined) this.#write(`: alive\nid: ${encodePosition(this.#position)}\n\n`);
  }

  /** Ends the stream once what waits is taken. */
  end(): void {
    this.#over = true;
    this.stream.push(null);
  }

  /** While the database is away nobody can tell; what was revoked meanwhile ends at the next look. */
  #isWelcomeStill(): Promise<boolean> {
    return this.isWelcome().catch(() => true);
  }

  #wants({ applicationId, endpointId, outcome }: NewAttempt): boolean {
    const { interest } = this;
    return (
      applicationId === interest.applicationId &&
      (interest.endpointId === undefined || endpointId === interest.endpointId) &&
      (interest.outcome === undefined || outcome === interest.outcome)
    );
  }

  /** Gives a client that keeps up the time to; one that does not is cut off by what waits for it. */
  async #taken(patientUntil: number): Promise<void> {
    await nextTurn();
    while (this.stream.readableLength > 0 && !this.stream.destroyed && performance.now() < patientUntil) {
      await sleep(pollMs);
    }
  }

  #write(text: string): void {
    if (this.stream.destroyed || this.#over) return;
    if (this.stream.readableLength > maxWaitingBytes) this.stream.destroy();
    else this.stream.push(text);
  }
}

function eventText(attempt: NewAttempt, position: CommitPosition): string {
  const data = JSON.stringify(toAttemptSummaryDto(attempt));
  return `id: ${encodePosition(position)}\nevent: attempt\ndata: ${data}\n\n`;
}
