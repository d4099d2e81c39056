import type { SignatureScheme } from '../scheme.js';

/** For contracts that promise no signature. Everything verifies. */
export const none: SignatureScheme = {
  name: 'none',
  kind: 'none',
  keyFormat: 'none',
  carriesSeveral: false,
  headers: {},
  sign: () => [],
  verify: () => undefined,
};
