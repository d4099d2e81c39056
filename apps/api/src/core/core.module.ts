import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { EgressRules, HostLookup } from '#delivery';
import { LANE_WAKER, LanesModule, laneQuietMs, type LaneWaker, type QueueConnection, type WakeLog } from '#lanes';
import type { Database } from '#persistence';
import type { MasterKeys } from '#signing';
import { DATABASE, EGRESS_RULES, HOST_LOOKUP, MASTER_KEYS } from './tokens.js';

/** What the API stands on; made by whoever starts it. */
export interface CoreParts {
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  readonly egressRules: EgressRules;
  readonly hostLookup: HostLookup;
  /** A queue to wake lanes through, or a waker that is there already. */
  readonly lanes: { readonly queue: QueueConnection; readonly log: WakeLog } | { readonly waker: LaneWaker };
}

@Global()
@Module({})
export class CoreModule {
  static forRoot({ lanes, ...parts }: CoreParts): DynamicModule {
    const values = [
      { provide: DATABASE, useValue: parts.database },
      { provide: MASTER_KEYS, useValue: parts.masterKeys },
      { provide: EGRESS_RULES, useValue: parts.egressRules },
      { provide: HOST_LOOKUP, useValue: parts.hostLookup },
    ];
    return 'waker' in lanes
      ? {
          module: CoreModule,
          providers: [...values, { provide: LANE_WAKER, useValue: lanes.waker }],
          exports: [...values.map(({ provide }) => provide), LANE_WAKER],
        }
      : {
          module: CoreModule,
          imports: [LanesModule.forRoot({ connection: lanes.queue, quietMs: laneQuietMs, log: lanes.log })],
          providers: values,
          exports: values.map(({ provide }) => provide),
        };
  }
}
