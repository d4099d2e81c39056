/** A whole number from 0 to below `limit`. */
export const random = (limit: number): number => Math.floor(Math.random() * limit);

export const oneOf = <T>(choices: readonly [T, ...T[]]): T => choices[random(choices.length)] ?? choices[0];
