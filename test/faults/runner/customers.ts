import { post, type Account } from '../../../bench/src/api-client.js';
import type { Closers } from '../../../bench/src/closers.js';
import type { ArrivalLog } from './arrival-log.js';
import { BlackHoleProxy } from './black-hole-proxy.js';
import { openReceiver } from './receiver.js';

/** A customer: an application with one endpoint, whose receiver verifies what it gets. */
export interface Customer {
  readonly applicationId: string;
  readonly endpointId: string;
  /** What stands between the platform and the receiver, where something does. */
  readonly proxy?: BlackHoleProxy;
}

interface CreatedEndpoint {
  readonly id: string;
  readonly secrets: readonly { readonly secret: string }[];
}

/** `count` customers, the first `cuttable` of them behind a proxy. */
export async function makeCustomers(
  account: Account,
  { count, cuttable }: { readonly count: number; readonly cuttable: number },
  log: ArrivalLog,
  closers: Closers,
): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (let lane = 0; lane < count; lane += 1) {
    const receiver = await openReceiver(lane, log);
    closers.add(() => receiver.close());
    const proxy = lane < cuttable ? await BlackHoleProxy.open(receiver.port) : undefined;
    closers.add(() => proxy?.close());
    const application = await post<{ id: string }>(account, '/v1/applications', { name: `customer ${lane}` });
    const endpoint = await post<CreatedEndpoint>(account, `/v1/applications/${application.id}/endpoints`, {
      url: proxy?.url ?? receiver.url,
      subscriptions: [{ eventType: '*' }],
    });
    const [secret] = endpoint.secrets;
    if (secret === undefined) throw new Error('the API made an endpoint without a secret');
    receiver.verifyWith(secret.secret);
    customers.push({ applicationId: application.id, endpointId: endpoint.id, ...(proxy !== undefined && { proxy }) });
  }
  return customers;
}
