/** Customer.io's object types. No one is the beginning of another followed by `_`, so at most one fits a name. */
const objectTypes = ['customer', 'email', 'push', 'in_app', 'sms', 'slack', 'webhook', 'whatsapp'] as const;

export type ObjectType = (typeof objectTypes)[number];

/** How an event type is called on the wire: by two fields. */
export interface WireName {
  readonly objectType: string;
  readonly metric: string;
}

/** The one metric that the rest of its event type's name does not spell. */
const preferencesChanged = 'cio_subscription_preferences_changed';

/**
 * The wire name of an event type: `email_sent` is the object `email` and the metric `sent`, `in_app_opened` the
 * object `in_app` and the metric `opened`. A name of the operator's own is split at its first `_` or dot.
 */
export function wireNameOf(type: string): WireName {
  if (type === 'customer_subscription_preferences_changed') {
    return { objectType: 'customer', metric: preferencesChanged };
  }
  const known = objectTypes.find((objectType) => type.startsWith(`${objectType}_`));
  const end = known?.length ?? type.search(/[._]/);
  return end === -1
    ? { objectType: type, metric: type }
    : { objectType: type.slice(0, end), metric: type.slice(end + 1) };
}
