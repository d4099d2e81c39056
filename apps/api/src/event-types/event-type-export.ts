import { Inject, Injectable } from '@nestjs/common';
import {
  asyncApiOf,
  contracts,
  openApiOf,
  type ContractName,
  type EventTypeDefinition,
  type JsonSchema,
} from '#events';
import type { Database } from '#persistence';
import { DATABASE } from '../core/tokens.js';

/** Writes the catalogue as documents that receivers and their tools read. */
@Injectable()
export class EventTypeExport {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async openApi(contract: ContractName): Promise<JsonSchema> {
    return openApiOf(contracts[contract], await this.#eventTypesOf(contract));
  }

  async asyncApi(contract: ContractName): Promise<JsonSchema> {
    return asyncApiOf(contracts[contract], await this.#eventTypesOf(contract));
  }

  /** The operator's own types are with the contract that carries any; every other documents its own. */
  async #eventTypesOf(contract: ContractName): Promise<readonly EventTypeDefinition[]> {
    if (contract !== 'standard') return contracts[contract].eventTypes;
    const rows = await this.database.prisma.eventType.findMany({ where: { contract: null }, orderBy: { name: 'asc' } });
    return rows.map(({ name, category, description, schema, sample, deprecated }) => ({
      name,
      category,
      description,
      schema: rooted(name, schema as JsonSchema),
      sample: sample ?? undefined,
      deprecated,
    }));
  }
}

/** By an id of its own a schema goes on referring to its own `$defs` where it stands within a document. */
function rooted(name: string, schema: JsonSchema): JsonSchema {
  return { $id: `urn:postrider:event-type:${name}`, ...schema };
}
