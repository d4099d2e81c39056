/** `BULK_UPLOAD.COMPLETED` -> `bulkUploadCompleted`, at compile time. */
export type MethodName<Name extends string> = Uncapitalize<PascalCase<Lowercase<Name>>>;

type PascalCase<Name extends string> = Name extends `${infer Head}.${infer Tail}`
  ? `${PascalCase<Head>}${PascalCase<Tail>}`
  : Name extends `${infer Head}_${infer Tail}`
    ? `${PascalCase<Head>}${PascalCase<Tail>}`
    : Capitalize<Name>;

/** `BULK_UPLOAD.COMPLETED` -> `bulkUploadCompleted`. */
export function methodName(name: string): string {
  return name.toLowerCase().replace(/[._](.)/g, (_match, letter: string) => letter.toUpperCase());
}
