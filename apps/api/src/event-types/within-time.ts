import { Script, createContext } from 'node:vm';

const sandbox: { task?: () => boolean } = {};
const context = createContext(sandbox);
const script = new Script('task()');

/**
 * What the task answers, or undefined when it was ended because it took longer. V8 ends a regular expression that
 * backtracks for ever only together with what runs it, and only a script can be given a time: 60 µs a call.
 */
export function withinTime(timeoutMs: number, task: () => boolean): boolean | undefined {
  sandbox.task = task;
  try {
    return script.runInContext(context, { timeout: timeoutMs }) as boolean;
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  } finally {
    delete sandbox.task;
  }
}

/** Not `instanceof`: the error may be of another context. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
