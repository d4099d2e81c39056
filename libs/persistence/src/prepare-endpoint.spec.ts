import { describe, expect, it } from '@jest/globals';
import { generateKey } from '#signing';
import { prepareEndpoint } from './prepare-endpoint.js';
import type { EndpointSettings } from './sql/read-endpoint-settings.js';

const settings: EndpointSettings = {
  id: '0197f9c1-4818-7141-9c2a-22000108e736',
  applicationId: '0197f9c1-4818-7141-9c2a-22000108e737',
  url: 'https://example.com/hook',
  state: 'active',
  contract: 'grid',
  contractOptions: { headerForm: 'bare' },
  contractValues: {},
  retryPolicy: 'three-attempts',
  timeoutMs: null,
  successStatuses: [],
  ordering: 'none',
  rateLimit: null,
  maxConcurrency: 32,
  headers: { 'x-team': 'payments' },
  redelivering: false,
  secrets: [],
};
const slow = 'OUTGOING_PAYMENT.COMPLETED';
const urgent = 'INCOMING_PAYMENT.PENDING';

describe('a prepared endpoint', () => {
  it('keeps what its contract promises for each event type', () => {
    const { rules } = prepareEndpoint(settings, []);
    expect(rules(slow)).toEqual({ timeoutMs: 30_000, success: { statuses: '2xx', terminal: [409] } });
    expect(rules(urgent)).toEqual({ timeoutMs: 5_000, success: { statuses: '2xx', terminal: [403, 409, 422] } });
  });

  it('puts its own time-out and statuses first, and leaves the terminal ones to the contract', () => {
    const { rules, template } = prepareEndpoint({ ...settings, timeoutMs: 700, successStatuses: [204] }, []);
    expect(rules(urgent)).toEqual({ timeoutMs: 700, success: { statuses: [204], terminal: [403, 409, 422] } });
    expect(template(slow).timeoutMs).toBe(700);
  });

  it('gives its requests everything but the event', () => {
    const keyRings = [{ scheme: 'grid', keys: [generateKey('grid')] }] as const;
    const { contract, template } = prepareEndpoint(settings, keyRings);
    expect(contract.name).toBe('grid');
    expect(template(urgent)).toEqual({
      url: 'https://example.com/hook',
      contract,
      settings: { options: { headerForm: 'bare' }, values: {} },
      keyRings,
      headers: [['x-team', 'payments']],
      timeoutMs: 5_000,
    });
  });

  it('is none under a contract that nobody knows', () => {
    expect(() => prepareEndpoint({ ...settings, contract: 'toString' }, [])).toThrow('unknown contract');
  });
});
