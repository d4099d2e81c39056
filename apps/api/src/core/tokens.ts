/** Injection tokens of what is no class of ours. `LANE_WAKER` is the queue's and stands in `#lanes`. */
export const DATABASE = Symbol('Database');
export const KEY_CABINET = Symbol('KeyCabinet');
export const MASTER_KEYS = Symbol('MasterKeys');
export const EGRESS_RULES = Symbol('EgressRules');
export const ATTEMPT_SENDER = Symbol('AttemptSender');
export const LIMITS = Symbol('Limits');
/** `QueuePing` */
export const QUEUE_PING = Symbol('QueuePing');
export const REQUEST_COUNTER = Symbol('RequestCounter');
export const HOST_LOOKUP = Symbol('HostLookup');
/** Days that events, deliveries and attempts are kept: a number. */
export const RETENTION_DAYS = Symbol('RetentionDays');
