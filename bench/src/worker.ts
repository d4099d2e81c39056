import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Question, Skills } from './worker-protocol.js';

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A process of the bench's own (load, receiver, bare loop) that answers the questions `S`. */
export class Worker<S extends Skills> {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, Asked>();
  #lastNumber = 0;

  constructor(program: 'load' | 'receiver' | 'bare-loop') {
    // Structured clone, because the journals are typed arrays of megabytes.
    this.#child = fork(join(import.meta.dirname, `${program}.js`), { serialization: 'advanced' });
    this.#child.on('message', (message) => {
      this.#settle(message as Answer);
    });
    this.#child.on('exit', (code, signal) => {
      const fault = new Error(`the ${program} process ended (${signal ?? String(code)})`);
      for (const { reject } of this.#asked.values()) reject(fault);
      this.#asked.clear();
    });
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('a process of the bench did not start');
    return pid;
  }

  ask<N extends keyof S & string>(name: N, argument: Parameters<S[N]>[0]): Promise<Awaited<ReturnType<S[N]>>> {
    this.#lastNumber += 1;
    const question: Question = { number: this.#lastNumber, name, argument };
    return new Promise((resolve, reject) => {
      this.#asked.set(question.number, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send(question, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        resolve();
        return;
      }
      this.#child.once('exit', () => {
        resolve();
      });
      this.#child.disconnect();
    });
  }

  #settle(answer: Answer): void {
    const asked = this.#asked.get(answer.number);
    this.#asked.delete(answer.number);
    if ('fault' in answer) asked?.reject(new Error(answer.fault));
    else asked?.resolve(answer.value);
  }
}
