/**
 * The type of the values that a JSON Schema, given `as const`, accepts, for the keywords that the catalogue uses.
 * What only a validator can check (patterns, formats, bounds) is left to it. A field that the schema does not name is
 * a mistake in a literal, though the schema lets it pass; an optional field may be undefined, because it is then
 * left out of the JSON.
 */
export type ValueOf<Schema> = Schema extends { readonly const: infer Value }
  ? Value
  : Schema extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { readonly type: infer Type }
      ? ValueOfType<Schema, Type>
      : AnyOf<Schema>;

type ValueOfType<Schema, Type> = Type extends 'object'
  ? ObjectOf<Schema> & AnyOf<Schema>
  : Type extends 'array'
    ? readonly ItemOf<Schema>[]
    : Type extends 'string'
      ? string
      : Type extends 'integer' | 'number'
        ? number
        : Type extends 'boolean'
          ? boolean
          : Type extends 'null'
            ? null
            : never;

type ObjectOf<Schema> = Schema extends { readonly properties: infer Properties }
  ? Flat<
      { readonly [Key in RequiredOf<Schema> & keyof Properties]: ValueOf<Properties[Key]> } & {
        readonly [Key in Exclude<keyof Properties, RequiredOf<Schema>>]?: ValueOf<Properties[Key]> | undefined;
      }
    >
  : Schema extends { readonly additionalProperties: infer Values extends object }
    ? Readonly<Record<string, ValueOf<Values>>>
    : Readonly<Record<string, unknown>>;

type RequiredOf<Schema> = Schema extends { readonly required: readonly (infer Key)[] } ? Key : never;

type ItemOf<Schema> = Schema extends { readonly items: infer Items } ? ValueOf<Items> : unknown;

/** `unknown`, which any value fits, where a schema gives no alternatives. */
type AnyOf<Schema> = Schema extends { readonly anyOf: readonly (infer Alternative)[] } ? EachOf<Alternative> : unknown;

/** Distributes over the alternatives. */
type EachOf<Alternative> = Alternative extends unknown ? ValueOf<Alternative> : never;

/** One object type in place of an intersection, for people who read it in their editor. */
type Flat<Type> = { [Key in keyof Type]: Type[Key] };
