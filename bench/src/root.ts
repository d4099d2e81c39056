import { join } from 'node:path';

/** The checkout, from `dist/bench/src`. */
export const root = join(import.meta.dirname, '../../..');
