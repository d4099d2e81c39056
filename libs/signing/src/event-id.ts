/**
 * Visible ASCII without the full stop. `<id>.<timestamp>.<body>` has one reading only if the id has none:
 * otherwise the signature of (`a.1`, `2`, `b`) would also be one of (`a`, `1`, `2.b`).
 */
const signableEventId = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** Whether the schemes that sign an event's id can sign this one. */
export function isSignableEventId(id: string): boolean {
  return signableEventId.test(id);
}

export function assertSignableEventId(id: string): void {
  if (isSignableEventId(id)) return;
  throw new RangeError('an event id that is signed must be visible ASCII without a full stop');
}
