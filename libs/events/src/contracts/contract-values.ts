import type { JsonSchema } from '../contract.js';

/**
 * `contractValues` of a contract that needs none. Unknown values pass, here and where some are needed: those of
 * an application serve all its endpoints, whatever contract each has.
 */
export const noContractValues: JsonSchema = {
  type: 'object',
  properties: {},
  additionalProperties: { type: 'string' },
};
