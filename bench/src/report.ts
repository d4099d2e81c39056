import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.js';
import type { FunctionCost } from './profile/cpu-profile.js';
import type { CommandCost } from './profile/redis-commands.js';
import type { StatementCost } from './profile/statements.js';
import type { Measurement, Profile, Result } from './result.js';
import { root } from './root.js';
import { significant } from './statistics.js';

/** A result as it is kept: with everything that it must be read with. */
export interface KeptResult extends Result {
  readonly measuredAt: string;
  readonly machine: Machine;
  /** Of the minute before: on a machine that does something else meanwhile, rates are not the platform's. */
  readonly loadAverageBefore: number;
}

/** Writes `bench/results/<time>-<scenario>-<queue>.json` and returns its path from the checkout. */
export async function keep(result: KeptResult): Promise<string> {
  const directory = join(root, 'bench/results');
  await mkdir(directory, { recursive: true });
  const time = result.measuredAt.slice(0, 19).replaceAll(':', '');
  const name = [time, result.scenario, ...Object.values(result.settings).slice(0, 3)].join('-');
  await writeFile(join(directory, `${name}.json`), `${JSON.stringify(rounded(result), null, 2)}\n`);
  return `bench/results/${name}.json`;
}

/** Digits that no second run would repeat say nothing. */
function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' ? significant(part, 4) : part)),
  ) as T;
}

export function toJson(result: KeptResult): string {
  return JSON.stringify(rounded(result), null, 2);
}

export function toText({
  scenario,
  settings,
  measurements,
  usage,
  profile,
  machine,
  loadAverageBefore,
}: KeptResult): string {
  const chosen = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  const on = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; node ${machine.node}, postgres ${machine.postgres}, redis ${machine.redis}; commit ${machine.commit}`;
  const used = usage.map(({ name, cpuSeconds, peakRssBytes }) => [
    name,
    cpuSeconds === undefined ? 'n/a' : cpuSeconds.toFixed(2),
    peakRssBytes === undefined ? 'n/a' : Math.round(peakRssBytes / 2 ** 20).toString(),
  ]);
  return [
    `${scenario}: ${chosen.join(', ')}`,
    `${on}; load average before ${loadAverageBefore.toFixed(1)}`,
    '',
    table(measurements.map(measurementRow)),
    '',
    table([['process', 'CPU s', 'peak RSS MiB'], ...used]),
    ...(profile === undefined ? [] : ['', profileText(profile)]),
  ].join('\n');
}

function measurementRow({ name, value, unit, aim, beside = {} }: Measurement): string[] {
  const verdict = aim === undefined ? [] : [`aim ${aim.text}: ${aim.holds ? 'holds' : 'MISSED'}`];
  const others = Object.entries(beside).map(
    ([what, seen]) => `${what} ${typeof seen === 'number' ? significant(seen) : seen}`,
  );
  return [name, `${significant(value)}`, unit, [...verdict, ...others].join('; ')];
}

function profileText({ directory, processes, statements, redisCommands }: Profile): string {
  const sections = processes.map(({ process, busyMs, packages, functions }) =>
    [
      `${process}: ${Math.round(busyMs)} ms busy; self time by package`,
      table(costRows(packages, busyMs)),
      `${process}: by function`,
      table(costRows(functions, busyMs)),
    ].join('\n'),
  );
  return [
    ...sections,
    'statements by total time',
    table([['total ms', 'calls', 'mean ms', 'rows', 'statement'], ...statements.map(statementRow)]),
    'Redis commands by total time',
    table([['total ms', 'calls', 'command'], ...redisCommands.map(commandRow)]),
    `profiles in ${directory}`,
  ].join('\n\n');
}

function costRows(costs: readonly FunctionCost[], busyMs: number): string[][] {
  return costs.map(({ name, selfMs }) => [
    `${((selfMs * 100) / busyMs).toFixed(1)} %`,
    `${Math.round(selfMs)} ms`,
    name,
  ]);
}

function statementRow({ statement, calls, totalMs, meanMs, rows }: StatementCost): string[] {
  return [Math.round(totalMs).toString(), `${calls}`, meanMs.toFixed(3), `${rows}`, statement.trim().slice(0, 90)];
}

function commandRow({ command, calls, totalMs }: CommandCost): string[] {
  return [Math.round(totalMs).toString(), `${calls}`, command];
}

/** Columns of text: the first and the last as they are, those between ending at one edge. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const last = widths.length - 1;
  const cell = (text: string, column: number): string => {
    if (column === last) return text;
    return column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  };
  return rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd()).join('\n');
}
