import { ProblemError } from '../http/problem-error.js';

/** Whether it failed because the application was deleted between its look-up and this. */
export const isGoneApplication = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'P2003';

/** For what is made in an application that the path names. */
export function refuseGoneApplication(error: unknown): never {
  throw isGoneApplication(error) ? new ProblemError('application_not_found') : error;
}
