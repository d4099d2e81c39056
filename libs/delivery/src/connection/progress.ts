export type ConnectPhase = 'wait' | 'dns' | 'connect' | 'tls';

/** How far an attempt came on its way to a connection, and how long each phase took in milliseconds. */
export class Progress {
  waitMs?: number;
  dnsMs?: number;
  connectMs?: number;
  tlsMs?: number;
  remoteAddress?: string;
  #phase: ConnectPhase = 'wait';
  #since = performance.now();

  get phase(): ConnectPhase {
    return this.#phase;
  }

  enter(phase: ConnectPhase): void {
    this.#phase = phase;
    this.#since = performance.now();
  }

  /** The present phase ended, well or badly. */
  leave(): void {
    this[`${this.#phase}Ms`] = performance.now() - this.#since;
  }
}
