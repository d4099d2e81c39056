import type { Contract, EventTypeDefinition } from '../contract.js';
import { customerio } from './customerio/contract.js';
import { customerioProducer } from './customerio/producer.js';
import { gridio } from './gridio/contract.js';
import { gridioProducer } from './gridio/producer.js';
import { grid } from './grid/contract.js';
import { gridProducer } from './grid/producer.js';
import { grow } from './grow/contract.js';
import { growProducer } from './grow/producer.js';
import { munity } from './munity/contract.js';
import { munityProducer } from './munity/producer.js';
import { standard } from './standard/contract.js';

/** A contract, and the producer of the event types that it documents. */
interface Product {
  readonly contract: Contract;
  readonly producer?: object;
}

/** Every built-in contract by name. A product is added by its folder and its line here. */
const products = {
  standard: { contract: standard },
  gridio: { contract: gridio, producer: gridioProducer },
  munity: { contract: munity, producer: munityProducer },
  grow: { contract: grow, producer: growProducer },
  grid: { contract: grid, producer: gridProducer },
  customerio: { contract: customerio, producer: customerioProducer },
} satisfies Record<string, Product>;

type Products = typeof products;

export type ContractName = keyof Products;

export const contracts = each(({ contract }) => contract) as Readonly<Record<ContractName, Contract>>;

/** Typed code that emits the documented events of each product within the caller's own transaction. */
export const producers = each(({ producer }) => producer) as {
  readonly [Name in ContractName as Products[Name] extends Required<Product> ? Name : never]: Products[Name] extends {
    readonly producer: infer Producer;
  }
    ? Producer
    : never;
};

/** What `choose` takes of each product that has it, by the product's name. */
function each(choose: (product: Product) => unknown): Readonly<Record<string, unknown>> {
  const chosen = Object.entries<Product>(products).map(([name, product]) => [name, choose(product)] as const);
  return Object.fromEntries(chosen.filter(([, value]) => value !== undefined));
}

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
