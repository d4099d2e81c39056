import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { rulesFor } from '../contract.js';
import { validateEventTypeName } from '../patterns.js';
import { builtInRetryPolicies } from '../retry-policy.js';
import { catalogue, contractOf, contracts } from './index.js';

const ajv = new Ajv2020({ strict: true, allErrors: true, useDefaults: true });
formats.default(ajv);

const faultsOf = (schema: object, value: unknown) => {
  const validate = ajv.compile(schema);
  validate(value);
  return validate.errors ?? [];
};

describe('the catalogue', () => {
  it.each(catalogue)('$name has a strict schema that accepts its sample', ({ schema, sample }) => {
    expect(faultsOf(schema, structuredClone(sample))).toEqual([]);
  });

  it.each(catalogue)('$name describes itself and has a valid name and category', (type) => {
    expect(type.description).toMatch(/^\S.*\.$/s);
    expect(validateEventTypeName(type.name)).toBeUndefined();
    expect(validateEventTypeName(type.category)).toBeUndefined();
  });

  it('holds each name once', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });
});

describe.each(Object.entries(contracts))('the contract %s', (name, contract) => {
  it('is found by its name', () => {
    expect(contract.name).toBe(name);
    expect(contractOf(name)).toBe(contract);
  });

  it('has a default for every option, which its schema accepts', () => {
    const options = {};
    expect(faultsOf(contract.options, options)).toEqual([]);
    expect(Object.keys(options)).toEqual(Object.keys(contract.options.properties as object));
  });

  it('refuses unknown options', () => {
    expect(faultsOf(contract.options, { unknown: 1 })).not.toEqual([]);
  });

  it('accepts the values that other contracts of the application need', () => {
    const values = { workspace_id: 'w', customer_id: 'c', state: 's', other: 'x' };
    expect(faultsOf(contract.values, values)).toEqual([]);
    expect(faultsOf(contract.values, { ...values, other: 1 })).not.toEqual([]);
  });

  it('sends the same body for no options as for the defaults', () => {
    const options = {};
    faultsOf(contract.options, options);
    const event = {
      id: 'evt_01h455vb4pex5vsknk084sn02q',
      uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
      type: contract.testEvent.type,
      payload: JSON.stringify(contract.testEvent.payload),
      occurredAt: new Date('2026-02-06T12:34:56.789Z'),
    };
    const bare = { options: {}, values: {} };
    const filled = { options, values: {} };
    expect(contract.body(event, bare)).toBe(contract.body(event, filled));
    expect(contract.headers(event, bare)).toEqual(contract.headers(event, filled));
    expect(contract.signatureOptions?.(bare)).toEqual(contract.signatureOptions?.(filled));
  });

  it('names a retry policy that is built in, or brings one that ends', () => {
    const policy = contract.retryPolicy;
    if (typeof policy === 'string') expect(Object.keys(builtInRetryPolicies)).toContain(policy);
    else expect(policy.maxAttempts ?? policy.maxAgeSeconds).toBeGreaterThan(0);
  });

  it('tests with an event of its own, if it has any', () => {
    const { type, payload } = contract.testEvent;
    const definition = contract.eventTypes.find((candidate) => candidate.name === type);
    expect(definition === undefined).toBe(contract.eventTypes.length === 0);
    if (definition) expect(faultsOf(definition.schema, structuredClone(payload))).toEqual([]);
  });

  it('makes special rules for event types that exist', () => {
    for (const type of Object.keys(contract.eventTypeRules ?? {})) {
      expect(contract.eventTypes.map((definition) => definition.name)).toContain(type);
    }
  });

  it('applies its own success rule and time-out to types without special ones', () => {
    expect(rulesFor(contract, 'some.other')).toEqual({ success: contract.success, timeoutMs: contract.timeoutMs });
  });
});

describe('contractOf', () => {
  it.each(['unknown', 'toString', '__proto__', ''])('knows no %j', (name) => {
    expect(contractOf(name)).toBeUndefined();
  });
});
