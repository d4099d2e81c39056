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
export { nextStep } from './retry/next-step.js';
export type { AttemptMade, AttemptOutcome, GiveUpReason, NextStep } from './retry/next-step.js';
export { previewSchedule } from './retry/preview-schedule.js';
export type { PreviewedAttempt, PreviewOptions } from './retry/preview-schedule.js';
export { validateRetryPolicy } from './retry/validate-retry-policy.js';
export type { PolicyError, ValidatedRetryPolicy } from './retry/validate-retry-policy.js';
