import { Inject, Injectable } from '@nestjs/common';
import { parsePublicId, type Database, type Prisma } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { ProblemError } from '../http/problem-error.js';
import type { EndpointRow } from './endpoint-fields.js';

export const withSubscriptions = { subscriptions: { orderBy: { eventType: 'asc' } } } as const;

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
            include: withSubscriptions,
          });
    if (row === null) throw new ProblemError('endpoint_not_found');
    return row;
  }
}

/**
 * The row as nobody else changes it until the transaction ends. Others may still refer to it: who records outcomes does,
 * with rows locked that the transaction may come to want.
 */
export async function lockEndpoint(transaction: Prisma.TransactionClient, id: string): Promise<EndpointRow> {
  await transaction.$executeRaw`select from postrider.endpoint where id = ${id}::uuid for no key update`;
  const row = await transaction.endpoint.findUnique({ where: { id }, include: withSubscriptions });
  if (row === null) throw new ProblemError('endpoint_not_found');
  return row;
}
