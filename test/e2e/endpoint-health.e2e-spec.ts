import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EndpointDisabler } from '../../apps/dispatcher/src/health/endpoint-disabler.js';
import { OperatorEvents } from '../../apps/dispatcher/src/health/operator-events.js';
import { openLaneFixture, type LaneFixture } from '../harness/lane-fixture.js';

/** How many hours ago something was; undefined where it was not. */
interface Health {
  readonly failingSince?: number;
  readonly announced?: number;
  readonly lastFailure?: number;
}

describe('the health of an endpoint', () => {
  let lanes: LaneFixture;
  let disabler: EndpointDisabler;

  beforeAll(async () => {
    lanes = await openLaneFixture('postgres');
    const waker = { wake: () => undefined, poke: () => undefined };
    const log = { warn: () => undefined };
    disabler = new EndpointDisabler(lanes.database, new OperatorEvents(lanes.database, waker), log);
  });

  afterAll(async () => {
    await lanes.close();
  });

  async function endpointWith({ failingSince, announced, lastFailure }: Health): Promise<string> {
    const { endpointId } = await lanes.makeEndpoint({ url: 'http://127.0.0.1:9/' });
    await lanes.clone.query(
      `insert into postrider.endpoint_health (endpoint_id, failing_since, announced_at)
       values ($1, now() - $2 * interval '1 hour', now() - $3 * interval '1 hour')`,
      [endpointId, failingSince ?? null, announced ?? null],
    );
    await lanes.clone.query(
      `insert into postrider.endpoint_hour (endpoint_id, hour, outcomes, last_failure_at)
       select $1, date_trunc('hour', at, 'UTC'), '{"failed":1}', at
       from (select now() - $2 * interval '1 hour' as at) failure where at is not null`,
      [endpointId, lastFailure ?? null],
    );
    return endpointId;
  }

  /** What the endpoint is after a look at all, and whether the operator was told, then or before. */
  async function afterCheck(health: Health): Promise<{ state: string; announced: boolean }> {
    const endpointId = await endpointWith(health);
    await disabler.check();
    const [row] = await lanes.clone.query<{ state: string; announced: boolean }>(
      `select e.state, h.announced_at is not null as announced
       from postrider.endpoint e join postrider.endpoint_health h on h.endpoint_id = e.id where e.id = $1`,
      [endpointId],
    );
    if (row === undefined) throw new Error('the endpoint is gone');
    return row;
  }

  const told = (type: string) =>
    lanes.clone.query<{ payload: string }>('select payload from postrider.event where type = $1 order by id', [type]);

  it('is announced after two and a half days of nothing but failure, once, and says what follows when', async () => {
    const before = (await told('endpoint.failing')).length;
    expect(await afterCheck({ failingSince: 59, lastFailure: 0 })).toEqual({ state: 'active', announced: false });
    expect(await afterCheck({ failingSince: 61, lastFailure: 0 })).toEqual({ state: 'active', announced: true });
    await disabler.check();
    const announced = (await told('endpoint.failing')).slice(before);
    expect(announced).toHaveLength(1);
    const { failingSince, disabledAt } = JSON.parse(announced[0]?.payload ?? '') as Record<string, string>;
    const hours = (Date.parse(disabledAt ?? '') - Date.parse(failingSince ?? '')) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(121);
    expect(hours).toBeLessThan(122);
  });

  it('disables it after five days, when it was announced half of them before', async () => {
    const before = (await told('endpoint.disabled')).length;
    const announcedLate = { failingSince: 121, announced: 59, lastFailure: 0 };
    expect(await afterCheck(announcedLate)).toEqual({ state: 'active', announced: true });
    const announcedInTime = { failingSince: 121, announced: 61, lastFailure: 0 };
    expect(await afterCheck(announcedInTime)).toEqual({ state: 'disabled', announced: true });
    expect(await told('endpoint.disabled')).toHaveLength(before + 1);
  });

  it('is not judged by days on which there was nothing to send', async () => {
    expect(await afterCheck({ failingSince: 200, lastFailure: 199 })).toEqual({ state: 'active', announced: false });
    const quietSince = { failingSince: 200, announced: 100, lastFailure: 99 };
    expect(await afterCheck(quietSince)).toEqual({ state: 'active', announced: true });
  });

  it('is announced before it disables one that fails again after a quiet time', async () => {
    expect(await afterCheck({ failingSince: 200, lastFailure: 0 })).toEqual({ state: 'active', announced: true });
  });
});
