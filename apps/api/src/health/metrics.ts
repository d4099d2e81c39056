import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { RequestObserver } from '../http/request-observer.js';

/** All metrics of the API. Labels are bounded: routes are patterns, statuses are classes. */
@Injectable()
export class Metrics implements RequestObserver {
  readonly registry = new Registry();

  readonly #events = new Counter({
    name: 'postrider_events_accepted_total',
    help: 'Events that were stored and answered with 202.',
    registers: [this.registry],
  });

  readonly #batchSize = new Histogram({
    name: 'postrider_ingest_batch_events',
    help: 'Events that were stored by one statement.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [this.registry],
  });

  readonly #requests = new Histogram({
    name: 'postrider_http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.registry],
  });

  readonly #listeners = new Gauge({
    name: 'postrider_live_listeners',
    help: 'Live streams of attempts that are open.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  answered(route: string, method: string, status: number, durationMs: number): void {
    this.#requests.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, durationMs / 1000);
  }

  stored(batchSize: number, accepted: number): void {
    this.#batchSize.observe(batchSize);
    this.#events.inc(accepted);
  }

  /** Of the live stream. */
  listening(listeners: number): void {
    this.#listeners.set(listeners);
  }
}
