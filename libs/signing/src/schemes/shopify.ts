import { bodyHmac } from './body-hmac.js';

/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
export const shopify = bodyHmac({ name: 'shopify', header: 'X-Shopify-Hmac-Sha256', prefix: '', encoding: 'base64' });
