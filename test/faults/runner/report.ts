import { hasPassed, type Report } from './judge.js';

const columns = [
  { title: 'fault', width: 18 },
  { title: 'queue', width: 9 },
  { title: 'accepted', width: 9 },
  { title: 'delivered', width: 10 },
  { title: 'lost', width: 5 },
  { title: 'duplicated', width: 11 },
  { title: 'in flight', width: 10 },
  { title: 'worst delay', width: 12 },
  { title: '', width: 8 },
] as const;

export const heading = row(columns.map(({ title }) => title));

/** One line of the counts, and one more for everything else that was seen. */
export function toText(report: Report): string {
  const { fault, queue, accepted, delivered, lost, duplicated, inFlight, worstDelayMs } = report;
  const counts = [accepted, delivered, lost, duplicated, inFlight].map(String);
  const delay = `${(worstDelayMs / 1_000).toFixed(1)} s`;
  const line = row([fault, queue, ...counts, delay, hasPassed(report) ? 'holds' : 'FAILED']);
  return [line, ...remarks(report)].join('\n');
}

function remarks({ answers, findings }: Report): string[] {
  const others = Object.entries(answers).filter(([answer]) => answer !== '202');
  const told = others.map(([answer, count]) => `${count} × ${answer}`).join(', ');
  return [
    ...(told === '' ? [] : [`      answers besides 202: ${told}`]),
    ...findings.map(({ text, holds }) => `      ${text}${holds ? '' : '  FAILED'}`),
  ];
}

function row(cells: readonly string[]): string {
  const padded = cells.map((cell, i) => {
    const { width } = columns[i] ?? { width: 0 };
    return i < 2 ? cell.padEnd(width) : cell.padStart(width);
  });
  return padded.join(' ').trimEnd();
}
