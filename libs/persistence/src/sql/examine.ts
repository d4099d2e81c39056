import type { Examined, PageRequest } from '../page.js';
import type { Queryable } from '../database.js';
import type { Parameters } from './parameters.js';

/**
 * Rows that one page looks at: what no index can find makes pages short, never slow (ADR 7). Those of an index that
 * leads to few rows lie in as many pages of the table: 5,000 of them were 33 ms, of which the lists have 50.
 */
const maxExamined = 2_500;

/** The same where payloads are read, and the bytes of JSON text that are parsed for one page. */
const maxExaminedPayloads = 1_000;
const maxExaminedBytes = 1 << 20;

/** A field of the payload and what it must be. */
export interface PayloadFilter {
  /** Names and indices that lead to the field. */
  readonly path: readonly string[];
  /** Of a string its text; of a number, `true`, `false` and `null` the JSON literal, numbers by value. */
  readonly value: string;
}

export interface Examination {
  /** A query for rows, `limit` still to be added, in the order of an index. */
  readonly rows: string;
  /** What the rows are called in all that follows. */
  readonly alias: string;
  /** Their order, by columns of the rows. */
  readonly order: string;
  /** Joins to the rows, none of which may drop or double one. */
  readonly joins?: string;
  /** What is shown of a row, and its `key`. */
  readonly columns: string;
  /** Which rows to show: conditions on the columns, as those of a row `e`. */
  readonly matches: readonly string[];
  /** Where a row costs more than usual. */
  readonly maxRows?: number;
  /** The column of the payload, where there is a filter on it. */
  readonly payload?: { readonly column: string; readonly filter: PayloadFilter };
}

/**
 * Reads a page of what matches. Rows come in the order of an index and are looked at until the page is full or the
 * bound is reached; the row at the bound comes along even if it does not match, for the next page to go on from.
 */
export async function examine<Row extends object>(
  db: Queryable,
  parameters: Parameters,
  examination: Examination,
  page: PageRequest,
): Promise<Examined<Row>> {
  const { rows } = await db.query<Row & Mark>({
    text: examinationText(parameters, examination, page),
    values: parameters.values,
  });
  return { matches: rows.filter(({ matches }) => matches === true), examinedTo: rows.find(({ last }) => last)?.key };
}

interface Mark {
  readonly key: string;
  readonly matches: boolean | null;
  readonly last: boolean;
}

function examinationText(parameters: Parameters, examination: Examination, { limit }: PageRequest): string {
  const { rows, alias, order, joins = '', columns, matches, maxRows = maxExamined, payload } = examination;
  const bound = Math.min(maxRows, payload === undefined ? maxExamined : maxExaminedPayloads);
  const isLast = [`e.position = ${bound}`];
  const conditions = [...matches];
  const sizes = payload === undefined ? '' : payloadSizes(payload.column);
  if (payload !== undefined) {
    isLast.push(`e.bytes >= ${maxExaminedBytes}`);
    const path = parameters.place(payload.filter.path, 'text[]');
    conditions.push(`postrider.payload_has(e.payload, ${path}, ${parameters.place(payload.filter.value, 'text')})`);
  }
  return `
    select * from (
      select e.*, ${isLast.join(' or ')} as last, ${conditions.join(' and ') || 'true'} as matches
      from (
        select ${columns}, row_number() over walk as position ${sizes}
        from (${rows} limit ${bound}) ${alias} ${joins}
        window walk as (order by ${order} rows unbounded preceding)
      ) e
      ${payload === undefined ? '' : `where e.bytes - e.size < ${maxExaminedBytes}`}
    ) judged
    where matches or last
    limit ${limit + 1}`;
}

/** The size of a text is known without reading it, so a payload beyond the bound is not parsed. */
function payloadSizes(column: string): string {
  return `, ${column} as payload, coalesce(octet_length(${column}), 0) as size,
          sum(coalesce(octet_length(${column}), 0)) over walk as bytes`;
}
