import { Inject, Injectable } from '@nestjs/common';
import { matchingPatterns, validateEventTypeName, type JsonSchema } from '#events';
import { findEventType, type Database } from '#persistence';
import { LookupCache } from '../cache/lookup-cache.js';
import { DATABASE } from '../core/tokens.js';
import { compileSchema, type Judge } from './compile-schema.js';

/** What emitting needs of an event type. */
export interface KnownEventType {
  readonly name: string;
  /** Every subscription pattern that matches it. */
  readonly patterns: readonly string[];
  readonly judge: Judge;
}

interface Compiled {
  readonly schemaText: string;
  readonly judge: Judge;
}

/** How long a changed schema may still be applied as it was. */
const maxAgeMs = 2_000;
const maxEntries = 5_000;

/** Event types with their compiled schemas. A schema is compiled again only when its text has changed. */
@Injectable()
export class EventTypeLookup {
  readonly #found = new LookupCache<KnownEventType>({ load: (name) => this.#load(name), maxAgeMs, maxEntries });
  readonly #compiled = new Map<string, Compiled>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  find(name: string): KnownEventType | undefined | Promise<KnownEventType | undefined> {
    return this.#found.get(name);
  }

  forget(name: string): void {
    this.#found.forget(name);
    this.#compiled.delete(name);
  }

  async #load(name: string): Promise<KnownEventType | undefined> {
    // No such name is in the catalogue, and PostgreSQL would refuse one that holds a NUL.
    if (validateEventTypeName(name) !== undefined) return undefined;
    const row = await findEventType(this.database.reads, name);
    if (row === undefined) return undefined;
    return {
      name,
      patterns: matchingPatterns(name, row.category),
      judge: this.#compile(name, row.schemaText),
    };
  }

  #compile(name: string, schemaText: string): Judge {
    const held = this.#compiled.get(name);
    if (held?.schemaText === schemaText) return held.judge;
    const judge = compileSchema(JSON.parse(schemaText) as JsonSchema);
    if (this.#compiled.size >= maxEntries) this.#compiled.clear();
    this.#compiled.set(name, { schemaText, judge });
    return judge;
  }
}
