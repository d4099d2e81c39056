import { startEmbeddedPostgres, type EmbeddedPostgres } from '#embedded';
import { childrenOf } from './process-table.js';

/** A durable PostgreSQL that can be ended in every way and comes back at the same address with the same data. */
export class PostgresServer {
  readonly #dataDir: string;
  readonly #port: number;
  #running: EmbeddedPostgres;
  #starting: Promise<void> | undefined;
  #isOver = false;

  private constructor(dataDir: string, port: number, running: EmbeddedPostgres) {
    this.#dataDir = dataDir;
    this.#port = port;
    this.#running = running;
  }

  static async start(dataDir: string, port: number): Promise<PostgresServer> {
    return new PostgresServer(dataDir, port, await startEmbeddedPostgres({ dataDir, port }));
  }

  get url(): string {
    return this.#running.url;
  }

  /** Asks for a fast shutdown, as an operator's restart does: sessions are ended, a checkpoint is written. */
  beginStop(): void {
    process.kill(this.#running.pid, 'SIGINT');
  }

  /** kill -9 of the server and of each of its sessions. */
  kill(): void {
    const children = childrenOf(this.#running.pid);
    process.kill(this.#running.pid, 'SIGKILL');
    for (const pid of children) killIfThere(pid);
  }

  /** Waits for the end of a server that was told to, and starts it again unless the run is over. */
  startAgain(): Promise<void> {
    this.#starting = this.#startAgain();
    return this.#starting;
  }

  ended(): Promise<void> {
    return this.#running.exited;
  }

  /** For good: a fault that is still under way starts nothing any more. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#starting?.catch(() => undefined);
    await this.#running.stop();
  }

  async #startAgain(): Promise<void> {
    await this.ended();
    // Ends nothing any more, but leaves the data directory to the next.
    await this.#running.stop();
    if (this.#isOver) throw new Error('the run is over');
    this.#running = await startEmbeddedPostgres({ dataDir: this.#dataDir, port: this.#port });
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
