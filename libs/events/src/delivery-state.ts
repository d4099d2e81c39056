/*
 * The states of a delivery.
 *
 *   pending ──► delivered    an attempt met the contract's success rule
 *      │ ├────► failed       the retry policy gave it up, or the receiver said to stop
 *      │ ├────► cancelled    somebody cancelled it, stopped its redelivery, or deleted its endpoint
 *      │ └────► discarded    its endpoint was resumed without its backlog
 *      ▲                │
 *      └── redelivery ──┘    the only way out of the four terminal states
 *
 * A delivery that is held by a paused endpoint, waits for its retry or is being sent is `pending`.
 */
export const deliveryStates = ['pending', 'delivered', 'failed', 'cancelled', 'discarded'] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/**
 * The states that each state may move to. The SQL that changes states follows this table, and
 * `busy-operators.e2e-spec.ts` watches that it does.
 */
export const transitions: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  pending: ['delivered', 'failed', 'cancelled', 'discarded'],
  delivered: ['pending'],
  failed: ['pending'],
  cancelled: ['pending'],
  discarded: ['pending'],
};
