import { describe, expect, it } from '@jest/globals';
import type { ValueOf } from './value-of.js';

type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;

type Accepts<Type, Value> = Value extends Type ? true : false;

interface Text {
  type: 'string';
}

/**
 * The compiler does the testing here: a constant of a type that does not hold cannot be declared, and
 * `npm run typecheck` fails.
 */
describe('ValueOf', () => {
  it('reads scalars, constants and enumerations', () => {
    const holds: [
      Same<ValueOf<{ type: 'string'; format: 'uuid' }>, string>,
      Same<ValueOf<{ type: 'integer' }>, number>,
      Same<ValueOf<{ type: 'boolean' }>, boolean>,
      Same<ValueOf<{ const: 'CARD' }>, 'CARD'>,
      Same<ValueOf<{ readonly enum: readonly ['DEBIT', 'CREDIT'] }>, 'DEBIT' | 'CREDIT'>,
      Same<ValueOf<{ readonly anyOf: readonly [{ type: 'string' }, { type: 'null' }] }>, string | null>,
      Same<ValueOf<{ description: 'anything' }>, unknown>,
    ] = [true, true, true, true, true, true, true];
    expect(holds).not.toContain(false);
  });

  it('reads required and optional fields, lists and maps', () => {
    type Value = ValueOf<{
      type: 'object';
      required: ['id'];
      properties: {
        id: Text;
        tags: { type: 'array'; items: Text };
        at: { type: 'object'; required: ['x']; properties: { x: { type: 'number' } } };
        headers: { type: 'object'; additionalProperties: { type: 'array'; items: Text } };
        rest: { type: 'object' };
      };
    }>;
    const holds: [
      Same<Value['id'], string>,
      Same<Value['tags'], readonly string[] | undefined>,
      Same<Value['at'], { readonly x: number } | undefined>,
      Same<Value['headers'], Readonly<Record<string, readonly string[]>> | undefined>,
      Same<Value['rest'], Readonly<Record<string, unknown>> | undefined>,
      Accepts<Value, { id: string; tags: undefined }>,
      Same<Accepts<Value, { tags: string[] }>, false>,
      Same<Accepts<Value, { id: number }>, false>,
    ] = [true, true, true, true, true, true, true, true];
    expect(holds).not.toContain(false);
  });

  it('reads alternatives beside fields', () => {
    type Value = ValueOf<{
      type: 'object';
      required: ['delivery_id'];
      properties: { delivery_id: Text };
      anyOf: [
        { type: 'object'; required: ['campaign_id']; properties: { campaign_id: { type: 'integer' } } },
        { type: 'object'; required: ['newsletter_id']; properties: { newsletter_id: { type: 'integer' } } },
      ];
    }>;
    const holds: [
      Accepts<Value, { delivery_id: string; campaign_id: number }>,
      Accepts<Value, { delivery_id: string; newsletter_id: number }>,
      Same<Accepts<Value, { delivery_id: string }>, false>,
      Same<Accepts<Value, { campaign_id: number }>, false>,
    ] = [true, true, true, true];
    expect(holds).not.toContain(false);
  });
});
