import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { currentPosition, readNewAttempts, type CommitPosition, type Database, type NewAttempts } from '#persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import { DATABASE } from '../core/tokens.js';
import type { Listener } from './listener.js';

/** Between two looks for new attempts, in milliseconds. */
const lookEveryMs = 500;
/**
 * A look that is dear, because there are thousands of attempts a second, is followed by a rest this many times as long,
 * within bounds: listeners must not take the database from those who deliver.
 */
const restShare = 10;
const maxRestMs = 4_000;

const attemptsPerLook = 2_000;
const keepAliveEveryMs = 15_000;

/** How long ago a client may have left, in milliseconds, and what it may have missed, to be told of it now. */
const maxAbsenceMs = 300_000;
const maxMissed = 5_000;

/**
 * Reads attempts as they are committed, for all listeners of this process at once, and not at all while there are
 * none. Nobody tells it of attempts: Postgres is asked, so it hears those of every dispatcher, whatever the queue.
 *
 *   join ──► joining ──► what it missed is read up to #position ──► listening
 *
 * Everything happens in one loop, so a listener joins exactly at `#position`: nothing is skipped or told twice.
 */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  readonly #log = new Logger(LiveFeed.name);
  readonly #joining = new Set<Listener>();
  readonly #listening = new Set<Listener>();
  /** Everything up to here was told to those who listen; undefined while nobody does. */
  #position: CommitPosition | undefined;
  #loop: Promise<void> | undefined;
  #nudge = new AbortController();
  #keptAliveAt = 0;
  /** Of this look, waited for the database. */
  #readingMs = 0;
  #closed = false;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  join(listener: Listener): void {
    listener.stream.once('close', () => {
      this.#joining.delete(listener);
      this.#listening.delete(listener);
    });
    if (this.#closed) {
      listener.end();
      return;
    }
    this.#joining.add(listener);
    this.#nudge.abort();
    this.#loop ??= this.#run();
  }

  /** Ends every stream; clients come back to a process that stays. */
  async onModuleDestroy(): Promise<void> {
    this.#closed = true;
    for (const listener of [...this.#joining, ...this.#listening]) listener.end();
    this.#nudge.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#closed && this.#joining.size + this.#listening.size > 0) {
      this.#nudge = new AbortController();
      this.#readingMs = 0;
      try {
        await this.#keepAlive();
        await this.#look();
      } catch (error) {
        // The position stands where it was: what is missed now is told when the database is back.
        this.#log.warn('attempts cannot be read for listeners', { err: error });
      }
      const restMs = Math.min(maxRestMs, Math.max(lookEveryMs, restShare * this.#readingMs));
      await sleep(restMs, undefined, { signal: this.#nudge.signal }).catch(() => undefined);
    }
    this.#position = undefined;
    this.#loop = undefined;
  }

  async #look(): Promise<void> {
    const applicationIds = [...new Set([...this.#listening].map(({ interest }) => interest.applicationId))];
    this.#position =
      this.#position === undefined || applicationIds.length === 0
        ? await currentPosition(this.database.reads)
        : await this.#advance(this.#position, applicationIds);
    for (const listener of this.#joining) {
      await this.#catchUp(listener, this.#position);
      listener.keepAlive();
      if (this.#joining.delete(listener)) this.#listening.add(listener);
    }
  }

  async #advance(from: CommitPosition, applicationIds: readonly string[]): Promise<CommitPosition> {
    for (let position = from; ;) {
      const read = await this.#read(position, { applicationIds });
      await Promise.all([...this.#listening].map((listener) => listener.tell(position, read)));
      position = this.#position = read.position;
      if (position.within === undefined) return position;
    }
  }

  /** Tells a listener that comes back what it missed, or that it missed too much. */
  async #catchUp(listener: Listener, present: CommitPosition): Promise<void> {
    const { returnsFrom, interest } = listener;
    if (returnsFrom === undefined) {
      listener.startAt(present);
      return;
    }
    const applicationIds = [interest.applicationId];
    let missed = 0;
    for (let from = listener.position; ; from = listener.position) {
      if (from === undefined || present.atMs - from.atMs > maxAbsenceMs || missed >= maxMissed) {
        listener.tellGap(present);
        return;
      }
      if (from.snapshot === present.snapshot) return;
      const read = await this.#read(from, { applicationIds, until: present.snapshot });
      await listener.tell(from, read);
      missed += read.attempts.length;
    }
  }

  async #read(
    from: CommitPosition,
    options: { readonly applicationIds: readonly string[]; readonly until?: string },
  ): Promise<NewAttempts> {
    const startedAt = performance.now();
    const read = await readNewAttempts(this.database.reads, from, { ...options, limit: attemptsPerLook });
    this.#readingMs += performance.now() - startedAt;
    return read;
  }

  async #keepAlive(): Promise<void> {
    if (performance.now() - this.#keptAliveAt < keepAliveEveryMs) return;
    this.#keptAliveAt = performance.now();
    for (const listener of this.#listening) {
      listener.keepAlive();
      if (!(await listener.isWelcome())) listener.end();
    }
  }
}
