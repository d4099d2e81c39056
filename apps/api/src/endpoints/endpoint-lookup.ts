import { Inject, Injectable } from '@nestjs/common';
import { parsePublicId, type Database } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import type { EndpointRow } from './endpoint-fields.js';

/** Finds an endpoint of an application by what stands in a path; another's is as unknown as one that is not there. */
@Injectable()
export class EndpointLookup {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @throws ProblemError `endpoint_not_found` */
  async find(application: ApplicationRef, id: string): Promise<EndpointRow> {
    const uuid = parsePublicId('endpoint', id);
    const row =
      uuid === undefined
        ? null
        : await this.database.prisma.endpoint.findFirst({
            where: { id: uuid, applicationId: application.id },
            include: { subscriptions: { orderBy: { eventType: 'asc' } } },
          });
    if (row === null) throw new ProblemError('endpoint_not_found');
    return row;
  }
}
