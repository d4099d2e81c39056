/**
 * The database's time, read off this process's own clock. Windows and schedules are kept by the database's clock,
 * and receivers refuse a timestamp that is minutes off; so a dispatcher whose clock is wrong must not use it.
 */
export class DatabaseClock {
  #offsetMs = 0;

  /** Takes a reading: what the database said its time was, at this moment. */
  set(databaseNow: Date): void {
    this.#offsetMs = databaseNow.getTime() - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }
}
