import { contractOf, type Contract, type ContractSettings } from '#events';
import { compileSchema, type Judge } from '../event-types/compile-schema.js';
import type { Fault } from '../http/problem-error.js';

export interface CheckedContract {
  /** Undefined when there is none of that name. */
  readonly contract?: Contract;
  readonly faults: readonly Fault[];
}

/** Built-in contracts do not change while the process runs: their schemas are compiled once. */
const judges = new Map<string, { readonly options: Judge; readonly values: Judge }>();

/**
 * Checks an endpoint's contract with its options and values. `settings.values` are those of the application with
 * the endpoint's over them, for either may give what the contract needs.
 */
export function checkContract(name: string, settings: ContractSettings): CheckedContract {
  const contract = contractOf(name);
  if (contract === undefined) return { faults: [{ pointer: '/contract', detail: 'is not a contract' }] };
  const { options, values } = judgesOf(contract);
  const faults = [...options(settings.options, '/contractOptions'), ...values(settings.values, '/contractValues')];
  return { contract, faults };
}

function judgesOf(contract: Contract) {
  const held = judges.get(contract.name);
  if (held !== undefined) return held;
  const made = { options: compileSchema(contract.options), values: compileSchema(contract.values) };
  judges.set(contract.name, made);
  return made;
}
