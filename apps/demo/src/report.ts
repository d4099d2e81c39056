/** What became of one product's events. */
export interface Row {
  readonly contract: string;
  /** Event types of the contract, of each of which one was emitted. */
  readonly eventTypes: number;
  readonly emitted: number;
  /** Events whose transaction was rolled back, none of which may arrive. */
  readonly abandoned: number;
  readonly accepted: number;
  readonly retried: number;
  readonly delivered: number;
  /** Undefined where nothing is signed, so that nothing could be noticed. */
  readonly tamperedRefused: boolean | undefined;
  /** Undefined where no order is promised. */
  readonly inOrder: boolean | undefined;
}

const columns: readonly (readonly [title: string, show: (row: Row) => string])[] = [
  ['contract', ({ contract }) => contract],
  ['event types', ({ eventTypes }) => String(eventTypes)],
  ['emitted', ({ emitted }) => String(emitted)],
  ['rolled back', ({ abandoned }) => String(abandoned)],
  ['accepted', ({ accepted }) => String(accepted)],
  ['retried', ({ retried }) => String(retried)],
  ['delivered', ({ delivered }) => String(delivered)],
  ['tampered copy', ({ tamperedRefused }) => verdict(tamperedRefused, 'refused', 'ACCEPTED', 'unsigned')],
  ['order', ({ inOrder }) => verdict(inOrder, 'kept', 'BROKEN', 'not promised')],
];

function verdict(holds: boolean | undefined, good: string, bad: string, open: string): string {
  if (holds === undefined) return open;
  return holds ? good : bad;
}

/** A line per contract, columns aligned; numbers to the right. */
export function table(rows: readonly Row[]): string {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, show]) => show(row)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const align = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return column >= 1 && column <= 6 ? text.padStart(width) : text.padEnd(width);
  };
  return cells.map((line) => `  ${line.map(align).join('   ')}`.trimEnd()).join('\n');
}

/** What did not go as it must, a sentence each. */
export function failures(rows: readonly Row[]): string[] {
  return rows.flatMap(({ contract, emitted, accepted, delivered, tamperedRefused, inOrder }) => [
    ...(accepted === emitted ? [] : [`${contract}: ${emitted} events were emitted and ${accepted} accepted.`]),
    ...(delivered === emitted ? [] : [`${contract}: ${emitted} events were emitted and ${delivered} delivered.`]),
    ...(tamperedRefused === false ? [`${contract}: the receiver accepted a tampered copy.`] : []),
    ...(inOrder === false ? [`${contract}: events were accepted out of order.`] : []),
  ]);
}
