import type { LaneWaker } from '#lanes';
import { publicId, startOfLane, type DueDelivery, type EndpointSettings } from '#persistence';
import type { Attempter, CapacityEffect } from '../attempts/attempter.js';
import type { ConcurrencyWindow } from './concurrency-window.js';
import type { KeyCabinet } from './key-cabinet.js';
import { prepareLane, type Lane } from './lane.js';
import type { LaneReader } from './lane-reader.js';
import type { LaneWindows } from './lane-windows.js';

/** How long one drain may keep its slot before it makes room for other lanes, in milliseconds. */
const sliceMs = 2_000;

/** Deliveries of one page per request that may be in flight; the page is sent from while the next is read. */
const pagePerSlot = 4;

/** While requests are in flight and there is room for more, new deliveries are looked for this often (ms). */
const lookAgainMs = { first: 20, longest: 160 };

export interface DrainLog {
  error(fields: object, message: string): void;
}

/**
 * Drains lanes: reads what is due, keeps as many requests in flight as the lane's window allows and ends when
 * nothing is due any more or its time slice is over.
 *
 * The caller sees to it that a lane is drained by one drainer at a time; that alone makes window, order and
 * limits of an endpoint a matter of one process.
 */
export class LaneDrainer {
  #stopping = false;

  constructor(
    private readonly reader: LaneReader,
    private readonly keys: KeyCabinet,
    private readonly windows: LaneWindows,
    private readonly attempter: Attempter,
    private readonly waker: LaneWaker,
    private readonly log: DrainLog,
  ) {}

  /** No lane reads another page; what is in flight is finished and recorded. */
  stop(): void {
    this.#stopping = true;
  }

  async drain(endpointId: string): Promise<void> {
    const settings = await this.reader.settings(endpointId);
    if (settings?.state !== 'active') return;
    const lane = this.#open(settings);
    const window = this.windows.of(lane.endpointId, lane.maxConcurrency);
    const leftOver = await this.#sendWhatIsDue(lane, window);
    if (leftOver) this.waker.wake([endpointId]);
  }

  #open(settings: EndpointSettings): Lane {
    return prepareLane(settings, this.keys.open(settings.secrets));
  }

  /** Returns whether the lane was left with deliveries that may be due. */
  async #sendWhatIsDue(lane: Lane, window: ConcurrencyWindow): Promise<boolean> {
    const sliceEnd = performance.now() + sliceMs;
    const isOver = (): boolean => this.#stopping || performance.now() > sliceEnd;
    const inFlight = new Map<string, Promise<void>>();
    let position = startOfLane;
    let lookAgain = lookAgainMs.first;

    while (!isOver()) {
      const limit = inFlight.size + window.limit * pagePerSlot;
      // What was in flight when the read began may still stand in it as owed, though it is settled by now.
      const known = new Set(inFlight.keys());
      const page = await this.reader.page({ endpointId: lane.endpointId, after: position, limit });
      const fresh = page.filter((delivery) => !known.has(delivery.eventId));
      for (const delivery of fresh) {
        while (!window.hasRoom) await window.change();
        if (isOver()) break;
        this.#send(lane, window, inFlight, delivery);
      }
      if (page.length === limit) {
        position = page.at(-1)?.position ?? position;
        continue;
      }
      if (inFlight.size === 0) return false;
      // Read from the start again: an ingest that began earlier may have committed later than what was read.
      position = startOfLane;
      lookAgain = fresh.length > 0 ? lookAgainMs.first : Math.min(lookAgain * 2, lookAgainMs.longest);
      await window.change(lookAgain);
      while (!window.hasRoom) await window.change();
    }

    await Promise.all(inFlight.values());
    return true;
  }

  #send(lane: Lane, window: ConcurrencyWindow, inFlight: Map<string, Promise<void>>, delivery: DueDelivery): void {
    window.enter();
    const sent = this.#attempt(lane, delivery).then((effect) => {
      inFlight.delete(delivery.eventId);
      window.leave(effect);
    });
    inFlight.set(delivery.eventId, sent);
  }

  /** One delivery that cannot even be attempted or recorded must not stop its lane: it stays due. */
  async #attempt(lane: Lane, delivery: DueDelivery): Promise<CapacityEffect> {
    try {
      return await this.attempter.attempt(lane, delivery);
    } catch (error) {
      this.log.error({ deliveryId: publicId('delivery', delivery.deliveryId), error }, 'delivery not attempted');
      return 'neutral';
    }
  }
}
