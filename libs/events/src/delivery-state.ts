/*
 * The states of a delivery.
 *
 *   pending ──► delivered    an attempt met the contract's success rule
 *      │ ├────► failed       the retry policy gave it up, or the receiver said to stop
 *      │ ├────► cancelled    somebody cancelled it, or deleted its endpoint
 *      │ └────► discarded    its endpoint was resumed without its backlog
 *      ▲                │
 *      └── redelivery ──┘    the only way out of the four terminal states
 *
 * A delivery that is held by a paused endpoint, waits for its retry or is being sent is `pending`.
 */
export const deliveryStates = ['pending', 'delivered', 'failed', 'cancelled', 'discarded'] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/** The states that each state may move to. SQL that changes a state follows this table. */
export const transitions: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  pending: ['delivered', 'failed', 'cancelled', 'discarded'],
  delivered: ['pending'],
  failed: ['pending'],
  cancelled: ['pending'],
  discarded: ['pending'],
};

export function canMove(from: DeliveryState, to: DeliveryState): boolean {
  return transitions[from].includes(to);
}

/** Whether nothing is owed any more, so that only a redelivery changes the state. */
export function isTerminal(state: DeliveryState): boolean {
  return state !== 'pending';
}
