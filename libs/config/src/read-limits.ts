import { limitDefinitions, type LimitDefinition, type LimitName, type Limits } from './limit-definitions.js';

type Texts = Readonly<Record<string, string | undefined>>;

const definitions = Object.entries(limitDefinitions) as readonly [LimitName, LimitDefinition][];

/** The variables, in the order of the table. */
export const limitVariableNames: readonly string[] = definitions.map(([, { variable }]) => variable);

/** A sentence for every limit that is no whole number within its bounds; none repeats what was given. */
export function findLimitFaults(texts: Texts): string[] {
  return definitions
    .filter(([, definition]) => !isValid(texts[definition.variable], definition))
    .map(([, { variable, unit, min, max }]) => `${variable} must be a number of ${unit} from ${min} to ${max}`);
}

/** The limits that `texts` give, with the default of each that they leave out. */
export function readLimits(texts: Texts): Limits {
  const limits = definitions.map(([name, { variable, default: value }]) => [name, Number(texts[variable] ?? value)]);
  return Object.fromEntries(limits) as Limits;
}

function isValid(text: string | undefined, { min, max }: LimitDefinition): boolean {
  return text === undefined || (/^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max);
}
