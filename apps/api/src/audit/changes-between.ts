import type { Changes } from '#persistence';
import { isDeepStrictEqual } from 'node:util';

export type Fields = Readonly<Record<string, unknown>>;

/** How fields are shown that may hold what is secret; one that is not named is shown as it is. */
export type Masks = Readonly<Record<string, (value: unknown) => unknown>>;

/** Stands for a value that is not written down. */
export const unsaid = '…';

/**
 * The fields in which `before` and `after` differ. Values are compared as they are and shown masked: a change of what
 * is masked is told, though both sides may look alike. Nothing at all (`{}`) stands for what is not there yet or any
 * more.
 */
export function changesBetween(before: Fields, after: Fields, masks: Masks = {}): Changes {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names
      .filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null))
      .map((name) => [name, { ...side('before', before, name, masks), ...side('after', after, name, masks) }]),
  );
}

function side(key: 'before' | 'after', fields: Fields, name: string, masks: Masks): Fields {
  const value = fields[name];
  if (value === undefined) return {};
  return { [key]: value === null ? null : (masks[name]?.(value) ?? value) };
}
