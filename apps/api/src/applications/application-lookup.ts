import { Inject, Injectable } from '@nestjs/common';
import { findApplication, parsePublicId, publicId, type Database, type FoundApplication } from '#persistence';
import { LookupCache } from '../cache/lookup-cache.js';
import { DATABASE } from '../core/tokens.js';

/** What every route below an application needs of it. */
export type ApplicationRef = FoundApplication;

/** How long what another process changed or deleted may still be served; what this one does is seen at once. */
const maxAgeMs = 2_000;
const maxEntries = 10_000;

/** Finds an application by what stands in a path: its id or its uid, which never looks like an id. */
@Injectable()
export class ApplicationLookup {
  readonly #found = new LookupCache<ApplicationRef>({ load: (name) => this.#load(name), maxAgeMs, maxEntries });

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  find(idOrUid: string): ApplicationRef | undefined | Promise<ApplicationRef | undefined> {
    return this.#found.get(idOrUid);
  }

  forget(application: Pick<ApplicationRef, 'id' | 'uid'>): void {
    this.#found.forget(publicId('application', application.id));
    if (application.uid !== null) this.#found.forget(application.uid);
  }

  async #load(name: string): Promise<ApplicationRef | undefined> {
    const id = parsePublicId('application', name);
    // PostgreSQL takes no NUL, and no uid has one.
    if (id === undefined && name.includes('\0')) return undefined;
    return findApplication(this.database.reads, id === undefined ? { uid: name } : { id });
  }
}
