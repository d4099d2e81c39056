import { expect } from '@jest/globals';
import type { CustomerApplication } from './customer-application.js';
import { eventually } from './eventually.js';
import { makePast, type Past } from './past.js';
import type { Platform } from './platform.js';
import type { ReceivedRequest } from './receiver.js';

export interface Redelivery {
  readonly id: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly enqueued: number;
  readonly pending: number;
  readonly delivered: number;
}

/** Redeliveries of what a customer's endpoints were to get in the past. */
export interface BulkRedeliveries {
  /** See `makePast`; of the endpoint with this id, or of nobody. */
  past(endpointId: string | undefined, fields: Partial<Past> & { readonly count: number }): Promise<void>;
  /** Of all that failed in the last hour, unless `fields` say otherwise; answers with its path. */
  start(endpointId: string, fields?: object): Promise<string>;
  read(path: string): Promise<Redelivery>;
  isAt(path: string, progress: object): Promise<void>;
}

export function bulkRedeliveries(platform: Platform, customer: CustomerApplication): BulkRedeliveries {
  const read = async (path: string) => (await platform.call<Redelivery>('GET', path)).body;
  return {
    read,
    past: (endpoint, fields) =>
      makePast(platform.clone, { application: customer.id, ...(endpoint !== undefined && { endpoint }), ...fields }),
    start: async (endpointId, fields = {}) => {
      const since = new Date(Date.now() - 3_600_000).toISOString();
      const path = `${customer.path}/endpoints/${endpointId}/redeliveries`;
      const { status, body } = await platform.call<Redelivery>('POST', path, { since, ...fields });
      expect([status, body]).toMatchObject([202, {}]);
      return `${path}/${body.id}`;
    },
    isAt: (path, progress) =>
      eventually(async () => {
        expect(await read(path)).toMatchObject(progress);
      }),
  };
}

/** Fresh events say so; those of the past are numbered. */
export const isFresh = ({ body }: ReceivedRequest): boolean => body.includes('customer_id');
export const numberOf = ({ body }: ReceivedRequest): number => (JSON.parse(body) as { data: { n: number } }).data.n;
