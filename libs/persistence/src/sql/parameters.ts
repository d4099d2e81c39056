/** The values of a statement, numbered as they are placed. */
export class Parameters {
  readonly values: unknown[] = [];

  /** `$n::type`, the place of the value in the statement. */
  place(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
