import { idPrefixes, parsePublicId, type IdKind } from '#persistence';
import { ProblemError } from './problem-error.js';

/** What a query asks for by the id in its parameter `name`. One that nobody has is an id all the same. */
export interface IdParameter {
  readonly name: string;
  readonly text: string;
  /** Any of these. */
  readonly kinds: readonly [IdKind, ...IdKind[]];
}

/** @throws ProblemError `invalid_query` for what is no such id, which would find nothing for ever. */
export function uuidOfParameter({ name, text, kinds }: IdParameter): string {
  for (const kind of kinds) {
    const uuid = parsePublicId(kind, text);
    if (uuid !== undefined) return uuid;
  }
  const wanted = kinds.map((kind) => `${idPrefixes[kind]}_…`).join(' or ');
  throw new ProblemError('invalid_query', { errors: [{ pointer: `/${name}`, detail: `must be an id: ${wanted}` }] });
}
