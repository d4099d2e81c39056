import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { catalogue } from './contracts/index.js';
import { validateEventTypeName } from './patterns.js';
import { platformEventTypes } from './platform-events.js';

const ajv = new Ajv2020({ strict: true, allErrors: true });
formats.default(ajv);

describe("the platform's own event types", () => {
  it.each(platformEventTypes)('$name has a strict schema that accepts its sample and nothing else', (type) => {
    const validate = ajv.compile(type.schema);
    expect([validate(type.sample), validate.errors]).toEqual([true, null]);
    expect(validate({ ...type.sample, payload: {} })).toBe(false);
  });

  it.each(platformEventTypes)('$name describes itself and has a name of its own', ({ name, category, description }) => {
    expect(description).toMatch(/^\S.*\.$/s);
    expect([validateEventTypeName(name), validateEventTypeName(category)]).toEqual([undefined, undefined]);
    expect(catalogue.map((type) => type.name)).not.toContain(name);
  });
});
