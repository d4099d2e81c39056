import { externalAccount, internalAccount } from './event-types/account.js';
import { bulkUpload } from './event-types/bulk-upload.js';
import { card, cardTransaction } from './event-types/card.js';
import { customer } from './event-types/customer.js';
import { incomingPayment } from './event-types/incoming-payment.js';
import { outgoingPayment } from './event-types/outgoing-payment.js';
import { agentAction, invitation, test } from './event-types/platform.js';
import { verification } from './event-types/verification.js';

/** Grid's 43 event types, each `OBJECT.EVENT`; the object is the category. */
export const gridEventTypes = [
  ...bulkUpload,
  ...outgoingPayment,
  ...incomingPayment,
  ...customer,
  ...verification,
  ...internalAccount,
  ...externalAccount,
  ...invitation,
  ...agentAction,
  ...card,
  ...cardTransaction,
  test,
];
