/**
 * The statement that makes those who would fill the same quota wait for each other until their transactions end, so
 * that nobody counts what another is about to add. An advisory lock: whoever changes what is counted is not hindered.
 * Names that share a hash wait for each other too, which costs time and nothing else.
 */
export function quotaLock(name: string): { readonly text: string; readonly values: string[] } {
  return { text: `select pg_advisory_xact_lock(hashtextextended('postrider quota ' || $1, 0))`, values: [name] };
}
