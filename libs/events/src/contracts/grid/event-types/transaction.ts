import { currencyAmount, idOf, instant, object, text } from './fields.js';

/** What every transaction has, whichever way the money goes. */
export const transactionRequires = [
  'id',
  'status',
  'type',
  'direction',
  'destination',
  'customerId',
  'platformCustomerId',
] as const;

export const transactionFields = {
  id: idOf('Transaction'),
  status: { type: 'string', description: 'Of the transaction: REFUND_COMPLETED, for one, still says FAILED here.' },
  direction: { enum: ['DEBIT', 'CREDIT'] },
  destination: object,
  source: object,
  customerId: idOf('Customer'),
  platformCustomerId: text,
  senderUmaAddress: text,
  receiverUmaAddress: text,
  receivedAmount: currencyAmount,
  settledAt: instant,
  createdAt: instant,
  updatedAt: instant,
  description: text,
  failureReason: text,
  refund: object,
} as const;

/** The events of the refund that follows a payment of this kind that failed. */
export function refundsOf(kind: 'incoming' | 'outgoing', failed: object) {
  const refund = (status: string) => ({ ...failed, refund: { status, initiatedAt: '2025-08-15T14:40:00Z' } });
  return {
    REFUND_PENDING: { description: `The refund of an ${kind} payment began.`, sample: refund('PENDING') },
    REFUND_COMPLETED: { description: `An ${kind} payment was refunded.`, sample: refund('COMPLETED') },
    REFUND_FAILED: { description: `The refund of an ${kind} payment failed.`, sample: refund('FAILED') },
  };
}
