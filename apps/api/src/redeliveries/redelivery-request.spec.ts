import { describe, expect, it } from '@jest/globals';
import { readRequest } from './redelivery-request.js';

const now = new Date('2026-11-21T10:30:00.000Z');
const read = (fields: Parameters<typeof readRequest>[0]) => readRequest(fields, now, 30);

describe('a request for a redelivery', () => {
  it('is for what has failed since then, of all types, if it says no more', () => {
    const since = '2026-11-20T00:00:00Z';
    expect(read({ since })).toEqual({
      request: { since: new Date(since), until: now, status: 'failed', eventTypes: [] },
      faults: [],
    });
  });

  it('ends with the present, whatever it names', () => {
    const { request } = read({ since: '2026-11-20T00:00:00Z', until: '2027-01-01T00:00:00Z' });
    expect(request.until).toEqual(now);
  });

  it('may reach back over the days that are kept, the first of them whole', () => {
    expect(read({ since: '2026-10-22T00:00:00Z' }).faults).toEqual([]);
    expect(read({ since: '2026-10-21T23:59:59.999Z' }).faults).toEqual([
      { pointer: '/since', detail: 'must be 2026-10-22T00:00:00.000Z or later: events are kept for 30 days' },
    ]);
  });

  it.each([
    ['in the future', { since: '2026-11-22T00:00:00Z' }],
    ['now', { since: now.toISOString() }],
    ['at its end', { since: '2026-11-20T00:00:00Z', until: '2026-11-20T00:00:00Z' }],
  ])('is refused when it begins %s', (_name, fields) => {
    expect(read(fields).faults).toMatchObject([{ pointer: '/since' }]);
  });

  it('names each malformed pattern', () => {
    const { faults } = read({ since: '2026-11-20T00:00:00Z', eventTypes: ['a.b', 'a..b', '*', '*.b'] });
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/eventTypes/1', '/eventTypes/3']);
  });
});
