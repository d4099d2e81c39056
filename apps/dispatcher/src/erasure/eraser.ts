import { eraseApplication, findErasures, publicId, type Database } from '#persistence';

/** Between two looks for applications to erase, in milliseconds. */
export const eraseIntervalMs = 60_000;

/** By then every attempt that was in flight at the deletion is recorded, and no process takes the application to be there. */
const graceSeconds = 300;

/** Of one application and round: the process must be able to leave, and the others get their turn. */
const maxStatements = 100;

export interface EraserLog {
  info(fields: object, message: string): void;
}

/** Erases what deleted applications left behind. */
export class Eraser {
  constructor(
    private readonly database: Database,
    private readonly log: EraserLog,
  ) {}

  async erase(): Promise<void> {
    for (const applicationId of await findErasures(this.database.reads, graceSeconds)) {
      const done = await eraseApplication(this.database.reads, applicationId, { maxStatements });
      if (done) this.log.info({ applicationId: publicId('application', applicationId) }, 'application erased');
    }
  }
}
