/** Longest event type name, category and pattern, in characters. */
const maxLength = 128;

/** Words of letters, digits, `_` and `-`, joined by single dots. */
const name = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/**
 * What is wrong with an event type's name, as a sentence; undefined if it is valid. Names stand in URLs, log
 * lines and patterns, so only characters that mean nothing in any of them are allowed. Categories share the
 * grammar, because they share the place in a subscription.
 */
export function validateEventTypeName(text: string): string | undefined {
  if (text.length === 0) return 'must not be empty';
  if (text.length > maxLength) return `must be at most ${maxLength} characters`;
  if (!name.test(text)) return 'must be words of letters, digits, "_" and "-", joined by single dots';
  return undefined;
}

/** What is wrong with a subscription's pattern, as a sentence; undefined if it is valid. */
export function validatePattern(text: string): string | undefined {
  if (text === '*') return undefined;
  const fault = validateEventTypeName(text.endsWith('.*') ? text.slice(0, -2) : text);
  return fault === undefined ? undefined : `${fault}; "*" stands alone or after the last dot`;
}

/**
 * Every subscription pattern that matches an event type: its name, each dotted prefix with `.*`, its category,
 * and `*`. Matching is thereby a look-up of equal strings, which an index can do.
 */
export function matchingPatterns(type: string, category?: string): string[] {
  const patterns = [type];
  for (let dot = type.lastIndexOf('.'); dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
    patterns.push(`${type.slice(0, dot)}.*`);
  }
  if (category !== undefined && category !== type) patterns.push(category);
  patterns.push('*');
  return patterns;
}
