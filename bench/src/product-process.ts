import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

export interface ProductOptions {
  readonly name: string;
  /** Below `dist/apps`. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Node's own flags. */
  readonly flags: readonly string[];
  readonly directory: string;
}

/** Longer than the deadline of an attempt, which a dispatcher waits for before it leaves. */
const graceMs = 15_000;
const linesShown = 15;

/** One process of the platform, started as an operator would and logging to a file. */
export class ProductProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #ended: Promise<void>;
  #stopping = false;

  constructor({ name, program, environment, flags, directory }: ProductOptions) {
    this.name = name;
    this.#logFile = join(directory, `${name}.log`);
    const log = openSync(this.#logFile, 'a');
    // In a group of its own: a Ctrl-C is the runner's, which ends the processes in their order.
    this.#child = spawn(process.execPath, [...flags, join(root, 'dist/apps', program)], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => {
        resolve();
      });
      this.#child.once('exit', () => {
        resolve();
      });
    });
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`${this.name} did not start`);
    return pid;
  }

  /** Rejects with the end of the log if the process ends before it is told to; never resolves. */
  async diesEarly(): Promise<never> {
    await this.#ended;
    if (this.#stopping) return new Promise(() => undefined);
    const lastLines = readFileSync(this.#logFile, 'utf8').trim().split('\n').slice(-linesShown).join('\n');
    throw new Error(`${this.name} ended on its own:\n${lastLines}`);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGTERM');
    const overdue = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(overdue);
  }
}
