import { readFile } from 'node:fs/promises';
import { root } from '../root.js';

/** The format of `node --cpu-prof`: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds of the monotonic clock. */
  readonly startTime: number;
  /** The node that was running at each sample. */
  readonly samples: readonly number[];
  /** Microseconds between samples; the first since `startTime`. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

export interface FunctionCost {
  readonly name: string;
  /** As the sampler saw it: where processes wait for a core, more than the CPU time. Read the shares. */
  readonly selfMs: number;
}

export interface SelfTimes {
  /** The dearest first. */
  readonly functions: readonly FunctionCost[];
  /** Node's own functions are counted with the package that called them. */
  readonly packages: readonly FunctionCost[];
}

/** Names that V8 gives to what is no function. */
const idle = '(idle)';
const notFunctions = new Set([idle, '(program)', '(garbage collector)', '(root)']);

/** Self times between two moments of `nowMs()`, idleness left out. */
export async function readSelfTimes(file: string, fromMs: number, toMs: number): Promise<SelfTimes> {
  const profile = JSON.parse(await readFile(file, 'utf8')) as CpuProfile;
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)),
  );
  const functions = new Map<string, number>();
  const packages = new Map<string, number>();
  for (const [id, selfMs] of sampledMs(profile, fromMs, toMs)) {
    const node = nodes.get(id);
    if (node === undefined || node.callFrame.functionName === idle) continue;
    add(functions, nameOf(node), selfMs);
    add(packages, packageOf(node, parents), selfMs);
  }
  return { functions: dearestFirst(functions), packages: dearestFirst(packages) };
}

/** Milliseconds by node. A sample stands for the time until the next one. */
function sampledMs({ samples, timeDeltas, startTime }: CpuProfile, fromMs: number, toMs: number): Map<number, number> {
  const sums = new Map<number, number>();
  let atMs = startTime / 1_000;
  for (const [i, id] of samples.entries()) {
    atMs += (timeDeltas[i] ?? 0) / 1_000;
    if (atMs < fromMs || atMs > toMs) continue;
    sums.set(id, (sums.get(id) ?? 0) + (timeDeltas[i + 1] ?? 0) / 1_000);
  }
  return sums;
}

function add(sums: Map<string, number>, name: string, selfMs: number): void {
  sums.set(name, (sums.get(name) ?? 0) + selfMs);
}

function dearestFirst(sums: ReadonlyMap<string, number>): FunctionCost[] {
  return [...sums].map(([name, selfMs]) => ({ name, selfMs })).sort((a, b) => b.selfMs - a.selfMs);
}

function nameOf({ callFrame }: ProfileNode): string {
  const { functionName, url, lineNumber } = callFrame;
  if (notFunctions.has(functionName)) return functionName;
  const place = url === '' ? 'native' : `${shortUrl(url)}:${lineNumber + 1}`;
  return `${functionName === '' ? '(anonymous)' : functionName} ${place}`;
}

/** The nearest caller that is not Node itself: an npm package or a folder of ours. */
function packageOf(node: ProfileNode, parents: ReadonlyMap<number, ProfileNode>): string {
  if (notFunctions.has(node.callFrame.functionName)) return node.callFrame.functionName;
  for (let caller: ProfileNode | undefined = node; caller !== undefined; caller = parents.get(caller.id)) {
    const { url } = caller.callFrame;
    if (url === '' || url.startsWith('node:')) continue;
    const npm = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
    return npm ?? shortUrl(url).split('/').slice(0, -1).join('/');
  }
  return 'node, called by nobody';
}

function shortUrl(url: string): string {
  return url
    .replace('file://', '')
    .replace(`${root}/`, '')
    .replace(/^.*node_modules\//, '');
}
