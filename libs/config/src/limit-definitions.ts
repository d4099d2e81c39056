/** A number that an operator may set. */
export interface LimitDefinition {
  readonly variable: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  /** What is counted, for docs/configuration.md. */
  readonly says: string;
}

const kibibyte = 1024;

/**
 * All that bounds what clients may ask of the API. Each refusal names the field and the limit; docs/configuration.md
 * lists them and is held to this table by a spec.
 */
export const limitDefinitions = {
  maxBodyBytes: {
    variable: 'MAX_BODY_BYTES',
    default: 1024 * kibibyte,
    min: kibibyte,
    max: 64 * 1024 * kibibyte,
    unit: 'bytes',
    says: 'Body of a request; a payload is part of one.',
  },
  maxJsonDepth: {
    variable: 'MAX_JSON_DEPTH',
    default: 100,
    min: 10,
    max: 1_000,
    unit: 'levels',
    says: 'Nesting of a body.',
  },
  maxJsonKeys: {
    variable: 'MAX_JSON_KEYS',
    default: 100_000,
    min: 100,
    max: 10_000_000,
    unit: 'keys',
    says: 'Keys of all objects in a body.',
  },
  maxBatchEvents: {
    variable: 'MAX_BATCH_EVENTS',
    default: 1_000,
    min: 1,
    max: 5_000,
    unit: 'events',
    says: 'Events of one batch.',
  },
  maxApplications: {
    variable: 'MAX_APPLICATIONS',
    default: 100_000,
    min: 1,
    max: 100_000_000,
    unit: 'applications',
    says: "Applications, the platform's own not counted.",
  },
  maxEndpoints: {
    variable: 'MAX_ENDPOINTS',
    default: 5_000,
    min: 1,
    max: 1_000_000,
    unit: 'endpoints',
    says: 'Endpoints of one application.',
  },
  maxSubscriptions: {
    variable: 'MAX_SUBSCRIPTIONS',
    default: 100,
    min: 1,
    max: 5_000,
    unit: 'subscriptions',
    says: 'Subscriptions of one endpoint.',
  },
  maxSecrets: {
    variable: 'MAX_SECRETS',
    default: 8,
    min: 2,
    max: 50,
    unit: 'secrets',
    says: 'Secrets of one endpoint that sign at once; receivers give up on a long list of signatures.',
  },
  maxEndpointHeaders: {
    variable: 'MAX_ENDPOINT_HEADERS',
    default: 20,
    min: 0,
    max: 100,
    unit: 'headers',
    says: "An endpoint's own headers, sent with every request.",
  },
  maxEndpointHeaderBytes: {
    variable: 'MAX_ENDPOINT_HEADER_BYTES',
    default: kibibyte,
    min: 1,
    max: 8 * kibibyte,
    unit: 'bytes',
    says: 'Value of one of them.',
  },
  maxMetadataEntries: {
    variable: 'MAX_METADATA_ENTRIES',
    default: 50,
    min: 0,
    max: 1_000,
    unit: 'entries',
    says: 'Entries of the metadata of one endpoint.',
  },
  maxMetadataValueLength: {
    variable: 'MAX_METADATA_VALUE_LENGTH',
    default: 500,
    min: 1,
    max: 100_000,
    unit: 'characters',
    says: 'Value of one of them.',
  },
  maxPortalSessions: {
    variable: 'MAX_PORTAL_SESSIONS',
    default: 10_000,
    min: 1,
    max: 1_000_000,
    unit: 'sessions',
    says: 'Portal sessions of one application in force at once.',
  },
  maxEventTypes: {
    variable: 'MAX_EVENT_TYPES',
    default: 5_000,
    min: 1,
    max: 1_000_000,
    unit: 'event types',
    says: "Event types of the operator's own, the built-in ones not counted.",
  },
  maxListeners: {
    variable: 'MAX_LISTENERS',
    default: 500,
    min: 1,
    max: 10_000,
    unit: 'listeners',
    says: 'Live streams of attempts that one process has open at once.',
  },
  maxListenersPerKey: {
    variable: 'MAX_LISTENERS_PER_KEY',
    default: 20,
    min: 1,
    max: 10_000,
    unit: 'listeners',
    says: 'Those of one API key or portal session among them.',
  },
  rateLimitPerSecond: {
    variable: 'RATE_LIMIT_PER_SECOND',
    default: 100,
    min: 1,
    max: 100_000,
    unit: 'requests a second',
    says: 'Requests of an application key without a rate of its own, and of all portal sessions of an application.',
  },
  maxFailedAuthentications: {
    variable: 'MAX_FAILED_AUTHENTICATIONS',
    default: 30,
    min: 1,
    max: 1_000_000,
    unit: 'credentials',
    says: 'Credentials not in force that one address (IPv6: a /64) may try in a minute, in one process.',
  },
  maxTestSends: {
    variable: 'MAX_TEST_SENDS',
    default: 16,
    min: 1,
    max: 1_000,
    unit: 'tests',
    says: 'Tests of connections that one process has under way at once.',
  },
  maxConnections: {
    variable: 'MAX_CONNECTIONS',
    default: 10_000,
    min: 1,
    max: 1_000_000,
    unit: 'connections',
    says: 'Open connections to one process; more are closed as they come.',
  },
  maxRequestHeaders: {
    variable: 'MAX_REQUEST_HEADERS',
    default: 100,
    min: 20,
    max: 1_000,
    unit: 'headers',
    says: 'Headers of a request to the API.',
  },
  maxRequestHeaderBytes: {
    variable: 'MAX_REQUEST_HEADER_BYTES',
    default: 16 * kibibyte,
    min: 4 * kibibyte,
    max: 256 * kibibyte,
    unit: 'bytes',
    says: 'All of them together, with the request line.',
  },
  headersTimeoutMs: {
    variable: 'HEADERS_TIMEOUT_MS',
    default: 10_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    says: 'From the beginning of a request to the end of its headers.',
  },
  requestTimeoutMs: {
    variable: 'REQUEST_TIMEOUT_MS',
    default: 30_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    says: 'From the beginning of a request to the end of its body.',
  },
  keepAliveTimeoutMs: {
    variable: 'KEEP_ALIVE_TIMEOUT_MS',
    default: 72_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    says: 'A connection waits this long for its next request; keep it above that of a proxy in front.',
  },
  connectionTimeoutMs: {
    variable: 'CONNECTION_TIMEOUT_MS',
    default: 120_000,
    min: 90_000,
    max: 3_600_000,
    unit: 'ms',
    says: 'Silence on a connection with a request under way; longer than any answer takes.',
  },
} as const satisfies Record<string, LimitDefinition>;

export type LimitName = keyof typeof limitDefinitions;
export type Limits = Readonly<Record<LimitName, number>>;
