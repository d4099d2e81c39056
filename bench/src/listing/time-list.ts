import { encodeCursor, firstUuidAt, type PageRequest, type Queryable } from '#persistence';
import { explaining, indexesOfPartitions, type PlanNode } from '../../../test/harness/explaining.js';
import type { Account } from '../api-client.js';
import { monthDays } from '../fill-month.js';
import type { List } from './lists.js';

const dayMs = 86_400_000;
const pageSize = 50;

/** Parts of the month at which pages begin, besides at either end. */
const middles = [0.13, 0.37, 0.59, 0.83];

/** A page of a list, as a query and as a request. */
interface Place {
  readonly query: string;
  readonly page: PageRequest;
}

export interface Timings {
  /** Of each place of the list, the first time that it is asked for. */
  readonly coldMs: readonly number[];
  /** Of requests afterwards, ascending. */
  readonly warmMs: readonly number[];
}

/** Reads a list over HTTP: its first page, its last, and pages from within the month, in both directions, in turn. */
export async function timeList(account: Account, list: List, requests: number): Promise<Timings> {
  const places = placesOf(list);
  const coldMs: number[] = [];
  for (const place of places) coldMs.push(await timeRequest(account, list, place));
  const warmMs: number[] = [];
  for (let n = 0; n < requests; n += 1) {
    const place = places[n % places.length];
    if (place !== undefined) warmMs.push(await timeRequest(account, list, place));
  }
  return { coldMs, warmMs: warmMs.sort((one, other) => one - other) };
}

function placesOf({ list }: List): Place[] {
  const first = { query: '', page: { limit: pageSize } };
  if (list === undefined) return [first];
  const at = (direction: 'after' | 'before', partOfMonth: number): Place => {
    const cursor = { direction, key: firstUuidAt(Date.now() - (1 - partOfMonth) * monthDays * dayMs) } as const;
    return { query: `&cursor=${encodeCursor(cursor, list)}`, page: { limit: pageSize, cursor } };
  };
  const [atTheEnd, hourMs] = [0.0001, 3_600_000];
  const newest = 1 - hourMs / (monthDays * dayMs);
  return [
    first,
    at('after', atTheEnd),
    at('before', newest),
    ...middles.flatMap((part) => [at('after', part), at('before', part)]),
    at('before', atTheEnd),
  ];
}

async function timeRequest(account: Account, { path }: List, { query }: Place): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${account.apiUrl}/v1${path}${query}`, {
    headers: { authorization: `Bearer ${account.key}` },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${path}${query} answered ${response.status}: ${text}`);
  return performance.now() - startedAt;
}

export interface Walked {
  /** By which tables are read; other kinds of scan by their kind. */
  readonly indexes: readonly string[];
  /** The most rows that a page of it took from one table, matching or not. */
  readonly rows: number;
}

/** What the plans of a list's pages read, at every place that is timed. */
export async function explainList(db: Queryable, list: List): Promise<Walked | undefined> {
  if (list.read === undefined) return undefined;
  const wholes = await indexesOfPartitions(db);
  const indexes = new Set<string>();
  let most = 0;
  for (const { page } of placesOf(list)) {
    const nodes: PlanNode[] = [];
    await list.read(explaining(db, nodes), page);
    const scans = nodes.filter(({ relation }) => relation !== undefined);
    for (const { index, type } of scans) indexes.add(index === undefined ? type : (wholes.get(index) ?? index));
    most = Math.max(most, ...rowsByTable(scans));
  }
  return { indexes: [...indexes].sort(), rows: most };
}

function rowsByTable(scans: readonly PlanNode[]): number[] {
  const sums = new Map<string, number>();
  for (const { relation = '', rows, dropped } of scans) {
    const table = relation.replace(/_\d{8}$/, '');
    sums.set(table, (sums.get(table) ?? 0) + rows + dropped);
  }
  return [...sums.values()];
}
