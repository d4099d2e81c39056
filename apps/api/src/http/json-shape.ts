export interface ShapeBounds {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

/**
 * What bounds a JSON text exceeds, as a sentence; undefined when none. Whatever walks the value afterwards may recurse,
 * and keys cost more than their bytes tell. Looks at what stands outside of strings only, in one pass without recursion;
 * the text need not be JSON.
 */
export function faultOfShape(text: string, { maxDepth, maxKeys }: ShapeBounds): string | undefined {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x3a) {
      keys += 1;
      if (keys > maxKeys) return `The body has more than ${maxKeys} keys`;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return `The body is nested more than ${maxDepth} levels deep`;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === 0x5c) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
