export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
}

/**
 * Every way in which the API refuses a request. Codes are a contract with clients: they are never renamed, never
 * used again for something else, and each is described in docs/errors.md (a spec holds the two together).
 */
export const problems = {
  malformed_request: { status: 400, title: 'The request is not valid HTTP' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_query: { status: 400, title: 'A query parameter is not valid' },
  idempotency_key_invalid: { status: 400, title: 'The Idempotency-Key is not valid' },
  credential_in_query: { status: 400, title: 'A credential stands in the query' },
  api_key_missing: { status: 401, title: 'An API key is required' },
  api_key_invalid: { status: 401, title: 'The API key or portal session is not valid' },
  admin_key_required: { status: 403, title: 'An admin key is required' },
  api_key_required: { status: 403, title: 'A portal session may not do this' },
  write_access_required: { status: 403, title: 'The credential may only read' },
  route_not_found: { status: 404, title: 'There is no such route' },
  application_not_found: { status: 404, title: 'There is no such application' },
  endpoint_not_found: { status: 404, title: 'There is no such endpoint' },
  event_type_not_found: { status: 404, title: 'There is no such event type' },
  event_not_found: { status: 404, title: 'There is no such event' },
  delivery_not_found: { status: 404, title: 'There is no such delivery' },
  attempt_not_found: { status: 404, title: 'There is no such attempt' },
  redelivery_not_found: { status: 404, title: 'There is no such redelivery' },
  api_key_not_found: { status: 404, title: 'There is no such API key' },
  portal_session_not_found: { status: 404, title: 'There is no such portal session' },
  method_not_allowed: { status: 405, title: 'The route does not know this method' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  application_uid_taken: { status: 409, title: 'Another application has this uid' },
  application_is_system: { status: 409, title: 'The application belongs to the platform' },
  event_type_exists: { status: 409, title: 'An event type of this name exists' },
  event_type_built_in: { status: 409, title: 'A built-in event type cannot be changed' },
  event_id_conflict: { status: 409, title: 'The event id was used for a different event' },
  delivery_not_pending: { status: 409, title: 'The delivery is not pending' },
  redelivery_running: { status: 409, title: 'Another redelivery of the endpoint is running' },
  endpoint_deleted: { status: 409, title: 'The endpoint of the delivery is deleted' },
  last_admin_key: { status: 409, title: 'Nobody could administer without this key' },
  too_many_applications: { status: 409, title: 'There are too many applications' },
  too_many_endpoints: { status: 409, title: 'The application has too many endpoints' },
  too_many_portal_sessions: { status: 409, title: 'The application has too many portal sessions' },
  too_many_event_types: { status: 409, title: 'There are too many event types' },
  too_many_secrets: { status: 409, title: 'The endpoint has too many active secrets' },
  too_many_keys: { status: 409, title: 'The JWK set would hold too many keys' },
  idempotency_key_in_use: { status: 409, title: 'A request with this Idempotency-Key is under way' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  body_too_complex: { status: 422, title: 'The body is nested too deep or has too many keys' },
  validation_failed: { status: 422, title: 'The request is not valid' },
  unknown_event_type: { status: 422, title: 'The event type is not in the catalogue' },
  payload_invalid: { status: 422, title: 'The payload does not match the schema of its event type' },
  filter_invalid: { status: 422, title: 'The filter of a subscription is not valid' },
  destination_not_allowed: { status: 422, title: 'The URL of the endpoint is not allowed' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for a different request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  too_many_failed_authentications: { status: 429, title: 'Too many credentials that are not valid' },
  too_many_test_sends: { status: 429, title: 'Too many tests are under way' },
  too_many_listeners: { status: 429, title: 'Too many listen at once' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  sealed_unreadable: { status: 500, title: 'What is kept sealed cannot be opened' },
  backlog_full: { status: 503, title: 'Too many events are waiting to be stored' },
  database_unavailable: { status: 503, title: 'The database does not answer' },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof problems;
