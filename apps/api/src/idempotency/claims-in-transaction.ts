import { SetMetadata } from '@nestjs/common';

export const claimsInTransactionMetadata = 'postrider:claims-in-transaction';

/**
 * The route claims the idempotency key itself, in the transaction in which it does its work: there is no moment at
 * which a process could die with the one done and the other not. It finds the key in `request.keyed`.
 */
export const ClaimsInTransaction = () => SetMetadata(claimsInTransactionMetadata, true);
