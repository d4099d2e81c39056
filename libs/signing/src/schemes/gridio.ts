import { bodyHmac } from './body-hmac.js';

/** Gridio Connect: https://developer.gridio.io, Webhook Integration Guide. */
export const gridio = bodyHmac({ name: 'gridio', header: 'X-Signature', prefix: 'sha256=', encoding: 'hex' });
