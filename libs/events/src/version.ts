/** Named by the default `User-Agent`. Kept equal to package.json by a spec, as a built file cannot import it. */
export const version = '0.1.0';
