/** Who may change something: the holder of a key, of a portal session, or the platform itself. */
export const actorKinds = ['admin_key', 'application_key', 'portal_session', 'system'] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Everything that leaves an entry. */
export const auditActions = [
  'application.create',
  'application.update',
  'application.delete',
  'endpoint.create',
  'endpoint.update',
  'endpoint.delete',
  'endpoint.pause',
  'endpoint.resume',
  'endpoint.disable',
  'endpoint.test',
  'backlog.settle',
  'secret.create',
  'secret.rotate',
  'secret.end',
  'secret.reseal',
  'delivery.redeliver',
  'delivery.cancel',
  'redelivery.start',
  'redelivery.stop',
  'event_type.create',
  'event_type.update',
  'event_type.delete',
  'api_key.create',
  'api_key.update',
  'api_key.revoke',
  'portal_session.create',
  'portal_session.revoke',
  'write.refuse',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What the entries tell of. */
export const auditedResources = [
  'application',
  'endpoint',
  'secret',
  'delivery',
  'redelivery',
  'event_type',
  'api_key',
  'portal_session',
  'master_key',
  'route',
] as const;
export type AuditedResource = (typeof auditedResources)[number];

export interface Actor {
  readonly kind: ActorKind;
  /** UUID of the key or the session; null of the system. */
  readonly id: string | null;
  /** The part of the system; a key's name is looked up when the entry is written. */
  readonly name: string | null;
}

/** Who makes a change, and from where. */
export interface Author {
  readonly actor: Actor;
  readonly remoteAddress: string | null;
  readonly requestId: string | null;
}

/** A field that was set has no `before`, one that was removed no `after`. */
export interface FieldChange {
  readonly before?: unknown;
  readonly after?: unknown;
}
export type Changes = Readonly<Record<string, FieldChange>>;

/** What was changed. */
export interface AuditedChange {
  readonly action: AuditAction;
  readonly resource: { readonly type: AuditedResource; readonly id: string };
  /** UUID; null for what is of no application. */
  readonly applicationId: string | null;
  /** Nothing in it may be secret: it is kept for long and shown to every reader of the application's entries. */
  readonly changes: Changes;
}

/** The platform itself: `name` says which part of it. */
export function systemAuthor(name: string): Author {
  return { actor: { kind: 'system', id: null, name }, remoteAddress: null, requestId: null };
}
