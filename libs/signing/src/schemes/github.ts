import { bodyHmac } from './body-hmac.js';

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export const github = bodyHmac({ name: 'github', header: 'X-Hub-Signature-256', prefix: 'sha256=', encoding: 'hex' });
