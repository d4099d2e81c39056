import { describe, expect, it } from '@jest/globals';
import { diagnoseFault } from './diagnose-fault.js';
import { describeFault } from './describe-fault.js';

const coded = (code: string): Error => Object.assign(new Error('what the layer below says'), { code });

describe('describeFault', () => {
  it('C33 knows a receiver that misses a client certificate once the request was sent', () => {
    const fault = describeFault(coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'headers', true);
    expect(fault).toMatchObject({ kind: 'tls_failed', phase: 'headers' });
    const timings = { totalMs: 3 };
    const exchange = { startedAt: new Date(), timings, reusedConnection: false, retriedFreshSocket: false, fault };
    expect(diagnoseFault(fault, exchange)).toBe('the receiver asks for a client certificate; none is sent');
  });

  it('holds a request that cannot be made against nobody', () => {
    expect(describeFault(coded('ERR_INVALID_CHAR'), 'request', false).kind).toBe('sender_failed');
    expect(describeFault(coded('EMFILE'), 'connect', false).kind).toBe('sender_failed');
  });
});
