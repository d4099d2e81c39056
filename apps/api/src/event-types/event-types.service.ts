import type { Limits } from '#config';
import { Inject, Injectable } from '@nestjs/common';
import { validateEventTypeName } from '#events';
import {
  Prisma,
  isUniqueViolation,
  pageOf,
  recordAuditEntry,
  type Author,
  type Database,
  type Page,
  type ListRequest,
} from '#persistence';
import { holdQuota } from '../core/hold-quota.js';
import { DATABASE, LIMITS } from '../core/tokens.js';
import { ProblemError, validationFailed } from '../http/problem-error.js';
import { auditedEventType } from './audited-event-type.js';
import { compileSchema, type Judge } from './compile-schema.js';
import { eventTypeQuota } from './event-type-quota.js';
import { EventTypeLookup } from './event-type-lookup.js';
import type { EventTypeDto } from './event-types.dto.js';

export interface EventTypeFields {
  readonly category?: string;
  readonly description?: string;
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly sample?: unknown;
  readonly deprecated?: boolean;
}

export interface EventTypeFilter {
  readonly contract?: string;
  readonly category?: string;
}

type Row = Prisma.EventTypeGetPayload<object>;

@Injectable()
export class EventTypesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly lookup: EventTypeLookup,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  async create(author: Author, name: string, fields: EventTypeFields): Promise<EventTypeDto> {
    const { schema = {}, sample, category = name.split('.', 1)[0] ?? name, description, deprecated } = fields;
    checkSample(schema, sample);
    const data = {
      name,
      category,
      schema: schema as Prisma.InputJsonObject,
      ...(sample !== undefined && { sample: jsonOf(sample) }),
      ...(description !== undefined && { description }),
      ...(deprecated !== undefined && { deprecated }),
    };
    try {
      return await this.database.prisma.$transaction(async (transaction) => {
        const count = (take: number) => transaction.eventType.count({ where: { contract: null }, take });
        await holdQuota(transaction, { ...eventTypeQuota(this.limits), count });
        const row = await transaction.eventType.create({ data });
        await recordAuditEntry(transaction, author, auditedEventType('event_type.create', name, null, row));
        return toDto(row);
      });
    } catch (error) {
      throw isUniqueViolation(error) ? new ProblemError('event_type_exists') : error;
    }
  }

  /** By name, from a to z: a catalogue is read like a dictionary. */
  async list(filter: EventTypeFilter, request: ListRequest): Promise<Page<EventTypeDto>> {
    const { limit, cursor } = request;
    const backwards = cursor?.direction === 'before';
    const rows = await this.database.prisma.eventType.findMany({
      where: {
        ...filter,
        ...(cursor !== undefined && { name: backwards ? { lt: cursor.key } : { gt: cursor.key } }),
      },
      orderBy: { name: backwards ? 'desc' : 'asc' },
      take: limit + 1,
    });
    return pageOf(rows, request, (row) => row.name, toDto);
  }

  async get(name: string): Promise<EventTypeDto> {
    return toDto(await this.#find(name));
  }

  async update(author: Author, name: string, fields: EventTypeFields): Promise<EventTypeDto> {
    const { sample, ...others } = fields;
    const row = await this.database.prisma.$transaction(async (transaction) => {
      const held = await this.#lockOwn(transaction, name);
      const schema = fields.schema ?? (held.schema as Record<string, unknown>);
      checkSample(schema, sample === undefined ? (held.sample ?? undefined) : sample);
      const updated = await transaction.eventType.update({
        where: { name },
        data: {
          ...others,
          schema: schema as Prisma.InputJsonObject,
          ...(sample !== undefined && { sample: jsonOf(sample) }),
        },
      });
      await recordAuditEntry(transaction, author, auditedEventType('event_type.update', name, held, updated));
      return updated;
    });
    this.lookup.forget(name);
    return toDto(row);
  }

  /** Takes it out of the catalogue: it can be emitted no more, and what was emitted stays. */
  async delete(author: Author, name: string): Promise<void> {
    await this.database.prisma.$transaction(async (transaction) => {
      const held = await this.#lockOwn(transaction, name);
      await transaction.eventType.delete({ where: { name } });
      await recordAuditEntry(transaction, author, auditedEventType('event_type.delete', name, held, null));
    });
    this.lookup.forget(name);
  }

  async #find(name: string, database: Prisma.TransactionClient = this.database.prisma): Promise<Row> {
    const known = validateEventTypeName(name) === undefined;
    const row = known ? await database.eventType.findUnique({ where: { name } }) : null;
    if (row === null) throw new ProblemError('event_type_not_found');
    return row;
  }

  /** The row, which is the operator's own, as nobody else changes it until the transaction ends. */
  async #lockOwn(transaction: Prisma.TransactionClient, name: string): Promise<Row> {
    await transaction.$executeRaw`select from postrider.event_type where name = ${name} for update`;
    const row = await this.#find(name, transaction);
    if (row.contract !== null) {
      throw new ProblemError('event_type_built_in', {
        detail: `${name} is documented by the contract ${row.contract}`,
      });
    }
    return row;
  }
}

function jsonOf(value: unknown): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return value === null ? Prisma.JsonNull : (value as Prisma.InputJsonValue);
}

function checkSample(schema: Readonly<Record<string, unknown>>, sample: unknown): void {
  const judge = compiled(schema);
  const faults = sample === undefined ? [] : judge(sample, '/sample');
  if (faults.length > 0) throw validationFailed(faults);
}

function compiled(schema: Readonly<Record<string, unknown>>): Judge {
  try {
    return compileSchema(schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw validationFailed([{ pointer: '/schema', detail: `must be a JSON Schema of draft 2020-12: ${reason}` }]);
  }
}

function toDto(row: Row): EventTypeDto {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
