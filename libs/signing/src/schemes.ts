import type { SignatureScheme } from './scheme.js';
import { customerio } from './schemes/customerio.js';
import { github } from './schemes/github.js';
import { grid } from './schemes/grid.js';
import { gridio } from './schemes/gridio.js';
import { none } from './schemes/none.js';
import { rfc9421 } from './schemes/rfc9421.js';
import { shopify } from './schemes/shopify.js';
import { standardEd25519 } from './schemes/standard-ed25519.js';
import { standard } from './schemes/standard.js';
import { stripe } from './schemes/stripe.js';

export const schemes = {
  standard,
  'standard-ed25519': standardEd25519,
  gridio,
  github,
  customerio,
  grid,
  stripe,
  shopify,
  rfc9421,
  none,
} as const satisfies Record<string, SignatureScheme>;

export type SchemeName = keyof typeof schemes;

export function isSchemeName(name: string): name is SchemeName {
  return Object.hasOwn(schemes, name);
}
