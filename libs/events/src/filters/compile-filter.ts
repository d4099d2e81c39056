import { filterLimits, type Filter, type Scalar, type Test } from './filter.js';
import { isIndex } from './json-tree.js';

const symbols = { eq: '==', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/**
 * A filter as a jsonpath of PostgreSQL, for `jsonb @@ jsonpath`: true or false, never null.
 *
 * Strict, because lax takes arrays apart unasked. A path that leads nowhere is an error there, which makes its
 * `exists` unknown; and, or and the outermost `?` treat unknown as false, and `not` is kept from ever seeing it.
 */
export function compileFilter(filter: Filter): string {
  return `strict exists($ ? (${condition(filter)}))`;
}

/** A condition on `@`. */
function condition(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return joined(filter.of.map(condition), ' && ');
    case 'or':
      return joined(filter.of.map(condition), ' || ');
    case 'not':
      return not(condition(filter.of));
    case 'tests':
      return reaches(filter.path, joined(filter.tests.map(test), ' && '));
    case 'exists':
      return filter.wanted ? reaches(filter.path) : not(reaches(filter.path));
    case 'any':
      return reaches(filter.path, `exists(@ ? (@.size() <= ${filterLimits.elements})[*] ? (${condition(filter.of)}))`);
  }
}

/** What `?` has let through is known, so this is never unknown. */
function not(text: string): string {
  return `!exists(@ ? (${text}))`;
}

/** That there is something at `path` from `@`, and that it meets a condition on it. */
function reaches(path: readonly string[], meets?: string): string {
  const at = path.findIndex(isIndex);
  const filtered = meets === undefined ? '' : ` ? (${meets})`;
  if (at === -1) return `exists(@${path.map(member).join('')}${filtered})`;
  const before = path.slice(0, at).map(member).join('');
  const token = path[at] ?? '';
  const rest = path.slice(at + 1);
  const beyond = rest.length === 0 ? filtered : ` ? (${reaches(rest, meets)})`;
  return `(exists(@${before}[${token}]${beyond}) || exists(@${before}${member(token)}${beyond}))`;
}

function member(name: string): string {
  return `.${JSON.stringify(name)}`;
}

function test(one: Test): string {
  switch (one.operator) {
    case 'in':
      return joined(
        one.operands.map((operand) => `@ == ${literal(operand)}`),
        ' || ',
      );
    case 'prefix':
      return `@ starts with ${JSON.stringify(one.operand)}`;
    case 'eq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return `@ ${symbols[one.operator]} ${literal(one.operand)}`;
  }
}

function literal(scalar: Scalar): string {
  if (scalar.type === 'null') return 'null';
  return scalar.type === 'number' ? scalar.text : JSON.stringify(scalar.value);
}

function joined(texts: readonly string[], by: string): string {
  return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join(by)})`;
}
