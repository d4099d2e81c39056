import { types } from 'node:util';

/** Whether a row with the same unique value stands there already: Prisma's P2002 or SQLSTATE 23505. */
export function isUniqueViolation(error: unknown): boolean {
  return types.isNativeError(error) && 'code' in error && (error.code === 'P2002' || error.code === '23505');
}
