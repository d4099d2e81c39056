import type { Contract, EventTypeDefinition } from '../contract.js';
import { customerio } from './customerio/contract.js';
import { gridio } from './gridio/contract.js';
import { grid } from './grid/contract.js';
import { grow } from './grow/contract.js';
import { munity } from './munity/contract.js';
import { standard } from './standard/contract.js';

/** Every built-in contract by name. A product is added by its folder and its line here. */
const registry = { standard, gridio, munity, grow, grid, customerio } satisfies Record<string, Contract>;

export type ContractName = keyof typeof registry;

export const contracts: Readonly<Record<ContractName, Contract>> = registry;

/** An event type and the contract that documents it. */
export interface CatalogueEntry extends EventTypeDefinition {
  readonly contract: ContractName;
}

/** The event types of all built-in contracts. Names are unique across products. */
export const catalogue: readonly CatalogueEntry[] = Object.entries(contracts).flatMap(([name, { eventTypes }]) =>
  eventTypes.map((definition) => ({ ...definition, contract: name as ContractName })),
);

/** The built-in contract of that name, or undefined. */
export function contractOf(name: string): Contract | undefined {
  return Object.hasOwn(contracts, name) ? contracts[name as ContractName] : undefined;
}
