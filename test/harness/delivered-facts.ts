import type { RecordedOutcome } from '#persistence';

/** What the recording of a first attempt holds that was answered with 204; whose it is stands beside it. */
export const deliveredFacts = {
  number: 1,
  outcome: 'delivered',
  diagnosis: '',
  status: 204,
  durationMs: 1,
  timings: {},
  remoteAddress: null,
  url: 'https://receiver.example/',
  requestHeaders: [],
  responseHeaders: null,
  responseBody: null,
  truncated: false,
  state: 'delivered',
  retryInMs: null,
} as const satisfies Partial<RecordedOutcome>;
