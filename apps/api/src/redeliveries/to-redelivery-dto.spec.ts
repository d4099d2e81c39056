import { describe, expect, it } from '@jest/globals';
import { maxOwedByRedelivery, newUuid, type ListedRedelivery } from '#persistence';
import { matchedOf, toPreviewDto, toRedeliveryDto } from './to-redelivery-dto.js';

const since = new Date('2026-11-20T00:00:00.000Z');
const until = new Date('2026-11-20T10:00:00.000Z');

const row: ListedRedelivery = {
  id: newUuid(),
  endpointId: newUuid(),
  status: 'failed',
  eventTypes: [],
  since,
  until,
  state: 'running',
  endpointState: 'active',
  matched: 100,
  matchedExactly: true,
  allEnqueued: false,
  enqueued: 60,
  skipped: 0,
  delivered: 40,
  failed: 5,
  pending: 10,
  due: true,
  createdAt: until,
  finishedAt: null,
};

describe('a redelivery', () => {
  it('accounts for all that was enqueued', () => {
    expect(toRedeliveryDto(row)).toMatchObject({ enqueued: 60, pending: 10, delivered: 40, failed: 5, cancelled: 5 });
  });

  it.each<[string, Partial<ListedRedelivery>, string, string | null]>([
    ['has more to enqueue', { due: false }, 'running', null],
    ['has something due', { allEnqueued: true }, 'running', null],
    ['is about to end', { allEnqueued: true, pending: 0, due: false }, 'running', null],
    ['has a paused endpoint', { endpointState: 'paused' }, 'waiting', 'the endpoint is paused'],
    [
      'has only retries left',
      { allEnqueued: true, due: false },
      'waiting',
      '10 deliveries wait for their next attempt',
    ],
    [
      'owes as much as it may',
      { pending: maxOwedByRedelivery, due: false },
      'waiting',
      `${maxOwedByRedelivery} deliveries wait for their next attempt`,
    ],
    ['is being stopped', { state: 'stopping' }, 'stopped', null],
    ['was stopped', { state: 'stopped', endpointState: 'paused' }, 'stopped', null],
    ['is done', { state: 'done' }, 'done', null],
  ])('that %s is shown as it stands', (_name, changes, state, stateReason) => {
    expect(toRedeliveryDto({ ...row, ...changes })).toMatchObject({ state, stateReason });
  });
});

describe('what a redelivery is for', () => {
  const counts = [
    { eventType: 'a', count: 6, oldest: new Date('2026-11-20T01:00:00Z'), newest: new Date('2026-11-20T02:00:00Z') },
    { eventType: 'b', count: 4, oldest: new Date('2026-11-20T00:30:00Z'), newest: new Date('2026-11-20T01:30:00Z') },
  ];

  it('is exact when all of it was counted', () => {
    expect(matchedOf({ since, until }, { counts, countedTo: undefined })).toEqual({
      matched: 10,
      matchedExactly: true,
    });
  });

  it('is estimated by the time that was counted', () => {
    const countedTo = new Date('2026-11-20T02:00:00Z');
    expect(matchedOf({ since, until }, { counts, countedTo })).toEqual({ matched: 50, matchedExactly: false });
  });

  it('spans all types', () => {
    const preview = toPreviewDto({ since, until, status: 'failed', eventTypes: [] }, { counts, countedTo: undefined });
    expect(preview).toMatchObject({ oldest: '2026-11-20T00:30:00.000Z', newest: '2026-11-20T02:00:00.000Z' });
  });

  it('may be nothing', () => {
    const preview = toPreviewDto(
      { since, until, status: 'missing', eventTypes: [] },
      { counts: [], countedTo: undefined },
    );
    expect(preview).toMatchObject({ matched: 0, oldest: null, newest: null, eventTypes: [] });
  });
});
