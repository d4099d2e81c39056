/**
 * The SQLSTATE of an error of `pg`'s, or of one that Prisma only passes on, which has it within; else the code that the
 * error has, if any.
 */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, meta } = error as { readonly code?: unknown; readonly meta?: PassedOn };
  const { originalCode } = (meta?.driverAdapterError?.cause ?? {}) as { readonly originalCode?: unknown };
  return [originalCode, code].find((state) => typeof state === 'string');
}

interface PassedOn {
  readonly driverAdapterError?: { readonly cause?: unknown };
}
