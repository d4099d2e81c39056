import { builtInRetryPolicies, contracts } from '#events';

/* Schemas of what is asked and answered alike. */

export const contractNames = Object.keys(contracts);
const policyNames = Object.keys(builtInRetryPolicies);
export const retryPolicySchema = {
  oneOf: [{ type: 'string', enum: policyNames }, { $ref: '#/components/schemas/RetryPolicyDto' }],
};

/** Those of the contract that the endpoint has. */
export const contractOptionsSchema = {
  anyOf: Object.values(contracts).map(({ title, options }) => ({
    title: `Options of ${title}`,
    ...options,
  })) as object[],
};
