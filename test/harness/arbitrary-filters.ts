import fc from 'fast-check';

/*
 * Filters and payloads that meet: few names, few values, and of those the ones that a comparison by doubles, by UTF-16
 * or by taking lists apart would get wrong.
 */

const numbers = [
  ...['0', '-0', '0.0e5', '1', '1.0', '10e-1', '2', '-1', '1.5', '1e400', '10e399', '-1e400', '1e-400'],
  ...['9007199254740992', '9007199254740993', '9007199254740993.0', '0.1', '0.10000000000000001'],
];
const strings = [
  '',
  'a',
  'ab',
  'abc',
  'b',
  '1',
  'é',
  '\uffee',
  '😀',
  '😀a',
  '"\\/\b\f\n\r\t\u0001\u007f',
  'null',
  "'$.a",
];
const names = ['a', 'b', '0', '1', '00', '-1', '', 'a/b', '~', '"\\', '😀', '$', '*', '__proto__'];

const quoted = (texts: readonly string[]) => texts.map((text) => JSON.stringify(text));
const escaped = strings.map((text) => `"${toEscapes(text)}"`);
const scalar = fc.constantFrom(...numbers, ...quoted(strings), ...escaped, 'true', 'false', 'null');

/** What PostgreSQL refuses in a jsonb, or just does not refuse. */
const extreme = fc.constantFrom(
  ...['"\\u0000"', '"\\ud800"', '"\\udc00a"', '"\\ud83d\\ud83d\\ude00"', '"\\\\u0000"', '"\\ud83d\\ude00"'],
  ...['1e131071', '1e131072', '1e-16383', '1e-16384', '0e-16384', '0e1073741823', '0e1073741824', '-1e99999999999'],
);

const { payload } = fc.letrec<{ payload: string }>((tie) => ({
  payload: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 8, arbitrary: scalar },
    {
      weight: 4,
      arbitrary: fc.array(fc.tuple(fc.constantFrom(...names), tie('payload')), { maxLength: 4 }).map(object),
    },
    { weight: 3, arbitrary: fc.array(tie('payload'), { maxLength: 3 }).map((items) => `[${items.join(' ,')}]`) },
  ),
}));

/** JSON text; one in some forty is none that PostgreSQL reads. */
export const arbitraryPayload = fc.oneof(
  { weight: 40, arbitrary: payload },
  { weight: 1, arbitrary: extreme },
  { weight: 1, arbitrary: fc.tuple(payload, extreme).map(([one, other]) => `{"a":${one},"b":${other}}`) },
  // Of two members of one name the last counts, but both are read.
  { weight: 1, arbitrary: fc.tuple(extreme, payload).map(([one, other]) => `{"a":${one},"a":${other}}`) },
);

/** At most two steps that may be places, so that no filter is refused. */
const path = fc
  .array(fc.constantFrom(...names), { maxLength: 3 })
  .filter((tokens) => tokens.filter((token) => token === '0' || token === '1').length <= 1)
  .map((tokens) => tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));

const ordered = fc.constantFrom(...numbers, ...quoted(strings));
const test = fc.oneof(
  fc.tuple(fc.constant('eq'), scalar),
  fc.tuple(
    fc.constant('in'),
    fc.array(scalar, { minLength: 1, maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
  ),
  fc.tuple(fc.constant('prefix'), fc.constantFrom(...quoted(strings), ...escaped)),
  fc.tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte'), ordered),
);
const tests = fc.uniqueArray(test, { selector: ([name]) => name, minLength: 1, maxLength: 2 });

const field = (more: fc.Arbitrary<readonly (readonly [string, string])[]>) =>
  fc.tuple(path, more).map(([to, members]) => object([['path', JSON.stringify(to)], ...members]));
const exists = field(fc.boolean().map((wanted) => [['exists', String(wanted)]]));

const { filter } = fc.letrec<{ withoutAny: string; filter: string }>((tie) => ({
  withoutAny: fc.oneof(
    { maxDepth: 2 },
    { weight: 3, arbitrary: field(tests) },
    exists,
    ...connectives(tie('withoutAny')),
  ),
  filter: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: field(tests) },
    exists,
    field(tie('withoutAny').map((of) => [['any', of]])),
    ...connectives(tie('filter')),
  ),
}));

/** JSON text of a filter that is accepted. */
export const arbitraryFilter: fc.Arbitrary<string> = filter.filter((text) => Buffer.byteLength(text) < 8_000);

function connectives(part: fc.Arbitrary<string>): fc.Arbitrary<string>[] {
  const list = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `[${parts.join(',')}]`);
  return [
    list.map((parts) => object([['and', parts]])),
    list.map((parts) => object([['or', parts]])),
    part.map((one) => object([['not', one]])),
  ];
}

function object(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)} :${value}`).join(', ')}}`;
}

function toEscapes(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
