/** The tables that are partitioned by day, by range of their id. */
export const partitionedTables = ['event', 'delivery', 'attempt'] as const;
export type PartitionedTable = (typeof partitionedTables)[number];

export const dayMs = 86_400_000;

/** `20261120` for a moment of that day, UTC; the end of a partition's name. */
export function dayName(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Start of the day that a partition's name ends in, Unix time in milliseconds. */
export function dayOfPartition(name: string): number {
  const digits = name.slice(-8);
  return Date.parse(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}T00:00:00Z`);
}
