export { classify } from './classify.js';
export type { Classification } from './classify.js';
export type {
  CertificateFacts,
  Exchange,
  ExchangePhase,
  ExchangeResponse,
  ExchangeTimings,
  Fault,
  FaultKind,
  OutgoingRequest,
} from './exchange.js';
export { isPastWindow, nextStep } from './retry/next-step.js';
export type { AttemptMade, AttemptOutcome, GiveUpReason, NextStep } from './retry/next-step.js';
export { attemptsAhead } from './retry/attempts-ahead.js';
export { previewSchedule } from './retry/preview-schedule.js';
export type { PreviewedAttempt, PreviewOptions } from './retry/preview-schedule.js';
export { validateRetryPolicy } from './retry/validate-retry-policy.js';
export type { PolicyError, ValidatedRetryPolicy } from './retry/validate-retry-policy.js';
export { checkUrl } from './egress/check-url.js';
export type { CheckedUrl } from './egress/check-url.js';
export { HostLookup, LookupFailed } from './egress/host-lookup.js';
export type { LookupOptions } from './egress/host-lookup.js';
export type { AddressVerdict } from './egress/judge-address.js';
export { EgressRefused } from './egress/refusal.js';
export type { EgressRefusalCode } from './egress/refusal.js';
export { resolveDestination } from './egress/resolve-destination.js';
export { egressRules } from './egress/rules.js';
export type { EgressRules, EgressSettings } from './egress/rules.js';
export { isCredentialName } from './credential-name.js';
export { confidentialValues } from './confidential-values.js';
export { redactAnswer } from './redact-answer.js';
export { maskUrl } from './mask-url.js';
export { AttemptSender } from './send-attempt.js';
export type { AttemptSenderOptions } from './send-attempt.js';
export { buildRequest, type RequestTemplate } from './build-request.js';
export { tooLate, unsendable } from './unsendable.js';
