/** Moments by event id, in arrays that cross to another process as they are. */
export interface JournalEntries {
  readonly count: number;
  /** `idBytes` a piece, ASCII, filled up with zeros. */
  readonly ids: Uint8Array;
  /** Which endpoint, or 0 where that does not matter. */
  readonly lanes: Uint32Array;
  /** `nowMs()` of each entry. */
  readonly atMs: Float64Array;
}

/** A public event id is 30 characters long. */
const idBytes = 32;
const firstCapacity = 65_536;

/** Notes a moment in some 40 bytes and half a microsecond, so that measuring costs the measured nothing. */
export class Journal {
  #count = 0;
  #ids = Buffer.alloc(firstCapacity * idBytes);
  #lanes = new Uint32Array(firstCapacity);
  #atMs = new Float64Array(firstCapacity);

  get count(): number {
    return this.#count;
  }

  add(id: string, lane: number, atMs: number): void {
    if (this.#count === this.#lanes.length) this.#grow();
    this.#ids.write(id, this.#count * idBytes, idBytes, 'latin1');
    this.#lanes[this.#count] = lane;
    this.#atMs[this.#count] = atMs;
    this.#count += 1;
  }

  entries(): JournalEntries {
    return {
      count: this.#count,
      ids: this.#ids.subarray(0, this.#count * idBytes),
      lanes: this.#lanes.slice(0, this.#count),
      atMs: this.#atMs.slice(0, this.#count),
    };
  }

  clear(): void {
    this.#ids.fill(0);
    this.#count = 0;
  }

  #grow(): void {
    const ids = Buffer.alloc(this.#ids.length * 2);
    this.#ids.copy(ids);
    const lanes = new Uint32Array(this.#lanes.length * 2);
    lanes.set(this.#lanes);
    const atMs = new Float64Array(this.#atMs.length * 2);
    atMs.set(this.#atMs);
    [this.#ids, this.#lanes, this.#atMs] = [ids, lanes, atMs];
  }
}

/** The ids of a journal's entries, in their order. */
export function idsOf(entries: JournalEntries): string[] {
  const bytes = Buffer.from(entries.ids.buffer, entries.ids.byteOffset, entries.ids.byteLength);
  return Array.from({ length: entries.count }, (_, i) => {
    const slot = bytes.subarray(i * idBytes, (i + 1) * idBytes);
    const end = slot.indexOf(0);
    return slot.toString('latin1', 0, end === -1 ? idBytes : end);
  });
}

/** The entries of some lanes, in their order. */
export function ofLanes(entries: JournalEntries, isWanted: (lane: number) => boolean): JournalEntries {
  const places = Array.from(entries.lanes.keys()).filter((i) => isWanted(entries.lanes[i] ?? 0));
  const ids = new Uint8Array(places.length * idBytes);
  for (const [to, from] of places.entries()) {
    ids.set(entries.ids.subarray(from * idBytes, (from + 1) * idBytes), to * idBytes);
  }
  return {
    count: places.length,
    ids,
    lanes: Uint32Array.from(places, (i) => entries.lanes[i] ?? 0),
    atMs: Float64Array.from(places, (i) => entries.atMs[i] ?? NaN),
  };
}
