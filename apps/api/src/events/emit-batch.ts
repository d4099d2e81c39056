import { Injectable } from '@nestjs/common';
import type { ApplicationRef } from '../applications/application-lookup.js';
import type { ProblemBody } from '../http/problem-error.js';
import { toProblem } from '../http/to-problem.js';
import { EmitEvent } from './emit-event.js';
import { readEventDraft, type BatchItem } from './event-draft.js';

/** The answer to one event of a batch: as if it had been emitted alone. */
export type BatchResult =
  | { readonly status: 202; readonly id: string; readonly deliveries: number }
  | { readonly status: number; readonly problem: ProblemBody };

/** Emits events beside each other: each is accepted whole or refused whole, whatever becomes of the others. */
@Injectable()
export class EmitBatch {
  constructor(private readonly event: EmitEvent) {}

  emit(application: ApplicationRef, items: readonly BatchItem[]): Promise<BatchResult[]> {
    return Promise.all(items.map((item) => this.#emitOne(application, item)));
  }

  async #emitOne(application: ApplicationRef, { value, text }: BatchItem): Promise<BatchResult> {
    try {
      const { id, deliveries } = await this.event.emit(application, readEventDraft(value, text));
      return { status: 202, id, deliveries };
    } catch (error) {
      const problem = toProblem(error);
      // What nobody foresaw fails the request, which logs it; the client repeats the batch.
      if (problem.code === 'internal_error') throw error;
      return { status: problem.status, problem: problem.toJSON() };
    }
  }
}
