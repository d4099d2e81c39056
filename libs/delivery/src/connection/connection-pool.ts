import type { CheckedUrl } from '../egress/check-url.js';
import { Connection } from './connection.js';
import { DeadlineExpired } from './deadline.js';
import type { Deadline } from './deadline.js';
import { openSocket } from './open-socket.js';
import type { SocketOptions } from './open-socket.js';
import type { Progress } from './progress.js';

export interface PoolLimits {
  /** Open connections to one origin, whoever asks: many endpoints may name the same victim. */
  readonly maxPerOrigin: number;
  /** Idle connections kept in all; the one unused for longest is closed first. */
  readonly maxIdle: number;
  /** How long an idle connection is kept. A shorter `Keep-Alive` of the receiver is followed. */
  readonly idleMs: number;
  /** A connection older than this is not used again, so that a change in DNS is followed. */
  readonly maxAgeMs: number;
}

/** As many requests for each connection may wait in line; a line longer than that is no use to anybody. */
const longLine = 8;

/** Told that its turn has come: with a kept connection, or with leave to open one. */
type Waiter = (connection: Connection | undefined) => void;

interface Origin {
  /** Places taken: connections in use, idle, or being opened. Never above `maxPerOrigin`. */
  taken: number;
  /** The last one used is used first, so that the others can go idle and close. */
  readonly idle: Connection[];
  /** In the order they came. */
  readonly waiters: Set<Waiter>;
}

/**
 * Connections by origin. Whoever holds a connection gives it back by `release`, closed or not: that is what frees
 * its place for the next in line.
 */
export class ConnectionPool {
  readonly #origins = new Map<string, Origin>();
  /** Every idle connection, the one unused for longest first. */
  readonly #idle = new Set<Connection>();
  #closing = false;

  constructor(
    private readonly options: SocketOptions,
    private readonly limits: PoolLimits,
  ) {}

  /**
   * A connection to the origin of `url`: the one used last, a new one, or the next that becomes free.
   *
   * @throws whatever `openSocket` throws; DeadlineExpired also while waiting
   */
  async acquire(url: CheckedUrl, deadline: Deadline, progress: Progress): Promise<Connection> {
    const kept = this.#takeIdle(this.#originOf(url.origin));
    if (kept !== undefined) return kept;

    // Looked up again: the origin is forgotten when the last of its idle connections turned out to be dead.
    const origin = this.#originOf(url.origin);
    if (origin.taken < this.limits.maxPerOrigin) {
      origin.taken += 1;
    } else {
      const granted = await this.#wait(origin, deadline, progress);
      if (granted !== undefined) return granted;
    }
    try {
      return await this.#open(origin, url, deadline, progress);
    } catch (error) {
      this.#freePlace(url.origin, origin);
      throw error;
    }
  }

  /**
   * A new connection in the place of `dead`, which its holder found closed. If it throws, the holder still has the
   * place and gives it back with `dead`.
   */
  async replace(dead: Connection, url: CheckedUrl, deadline: Deadline, progress: Progress): Promise<Connection> {
    dead.destroy();
    return this.#open(this.#originOf(dead.origin), url, deadline, progress);
  }

  release(connection: Connection): void {
    const origin = this.#originOf(connection.origin);
    connection.detach();
    if (!this.#isReusable(connection)) {
      connection.destroy();
      this.#freePlace(connection.origin, origin);
      return;
    }
    const waiter = nextWaiter(origin);
    if (waiter === undefined) this.#keep(origin, connection);
    else waiter(connection);
  }

  /** Closes idle connections; those in use are closed when they are released. */
  close(): void {
    this.#closing = true;
    for (const connection of this.#idle) connection.destroy();
  }

  /** Whether many requests wait for a connection to the origin. */
  isLineLong(origin: string): boolean {
    return (this.#origins.get(origin)?.waiters.size ?? 0) >= longLine * this.limits.maxPerOrigin;
  }

  /** Places taken in all. */
  get size(): number {
    let size = 0;
    for (const { taken } of this.#origins.values()) size += taken;
    return size;
  }

  async #open(origin: Origin, url: CheckedUrl, deadline: Deadline, progress: Progress): Promise<Connection> {
    const socket = await openSocket(url, this.options, deadline, progress);
    const connection = new Connection(socket, url.origin, this.limits.idleMs);
    socket.once('close', () => {
      this.#forgetIdle(origin, connection);
    });
    return connection;
  }

  async #wait(origin: Origin, deadline: Deadline, progress: Progress): Promise<Connection | undefined> {
    progress.enter('wait');
    try {
      return await new Promise<Connection | undefined>((resolve, reject) => {
        const waiter: Waiter = (connection) => {
          deadline.disarm();
          resolve(connection);
        };
        origin.waiters.add(waiter);
        deadline.whenExpired(() => {
          origin.waiters.delete(waiter);
          reject(new DeadlineExpired());
        });
      });
    } finally {
      progress.leave();
    }
  }

  #isReusable(connection: Connection): boolean {
    return !connection.closed && !this.#closing && performance.now() - connection.openedAt < this.limits.maxAgeMs;
  }

  #keep(origin: Origin, connection: Connection): void {
    origin.idle.push(connection);
    this.#idle.add(connection);
    if (this.#idle.size <= this.limits.maxIdle) return;
    for (const oldest of this.#idle) {
      oldest.destroy();
      this.#forgetIdle(this.#originOf(oldest.origin), oldest);
      return;
    }
  }

  #takeIdle(origin: Origin): Connection | undefined {
    for (let kept = origin.idle.pop(); kept !== undefined; kept = origin.idle.pop()) {
      this.#idle.delete(kept);
      if (this.#isReusable(kept)) return kept;
      kept.destroy();
      this.#freePlace(kept.origin, origin);
    }
    return undefined;
  }

  /** An idle connection was closed. One in use is no business of ours until it is released. */
  #forgetIdle(origin: Origin, connection: Connection): void {
    if (!this.#idle.delete(connection)) return;
    origin.idle.splice(origin.idle.indexOf(connection), 1);
    this.#freePlace(connection.origin, origin);
  }

  /** Passes a place on to the next in line, or gives it up. */
  #freePlace(name: string, origin: Origin): void {
    const waiter = nextWaiter(origin);
    if (waiter !== undefined) {
      waiter(undefined);
      return;
    }
    origin.taken -= 1;
    if (origin.taken === 0) this.#origins.delete(name);
  }

  #originOf(name: string): Origin {
    let origin = this.#origins.get(name);
    if (origin === undefined) {
      origin = { taken: 0, idle: [], waiters: new Set() };
      this.#origins.set(name, origin);
    }
    return origin;
  }
}

function nextWaiter(origin: Origin): Waiter | undefined {
  for (const waiter of origin.waiters) {
    origin.waiters.delete(waiter);
    return waiter;
  }
  return undefined;
}
