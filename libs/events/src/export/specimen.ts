import type { Contract, ContractSettings, OutgoingEvent } from '../contract.js';

/** What documents show in place of an event of theirs: fixed, so that a document changes only with the catalogue. */
export interface Specimen {
  readonly event: Omit<OutgoingEvent, 'type' | 'payload'>;
  readonly settings: ContractSettings;
  /** When its attempt is made, in whole UNIX seconds. */
  readonly sentAt: number;
}

const occurredAt = new Date('2026-02-06T12:34:56.789Z');

export function specimenOf(contract: Contract): Specimen {
  return {
    event: {
      id: 'evt_01h455vb4pex5vsknk084sn02q',
      uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
      occurredAt,
    },
    settings: { options: {}, values: valuesOf(contract, (value) => value) },
    sentAt: Math.ceil(occurredAt.getTime() / 1000),
  };
}

/** Another one, which has nothing in common with the first but the contract. */
export function otherSpecimenOf(contract: Contract): Specimen {
  return {
    event: {
      id: 'evt_00041061050r3gg28a1c60t3gf',
      uuid: '00010203-0405-7607-8809-0a0b0c0d0e0f',
      occurredAt: new Date('2001-03-04T05:06:07.008Z'),
    },
    settings: { options: {}, values: valuesOf(contract, (value) => `${value}-2`) },
    sentAt: 983_682_368,
  };
}

/** Every contract value that is documented, by its example. */
function valuesOf({ values }: Contract, change: (value: string) => string): Record<string, string> {
  const properties = values.properties as Readonly<Record<string, { readonly examples?: readonly string[] }>>;
  return Object.fromEntries(
    Object.entries(properties).map(([name, { examples }]) => [name, change(examples?.[0] ?? name)]),
  );
}
