import type { ReceivedRequest } from '../scheme.js';

export type Component = readonly [name: string, value: string];

/**
 * The bytes that are signed (RFC 9421, section 2.5): a line for each component, then the parameters as they
 * stand in Signature-Input.
 */
export function signatureBase(components: readonly Component[], parameters: string): Buffer {
  const lines = components.map(([name, value]) => `"${name}": ${value}\n`);
  return Buffer.from(`${lines.join('')}"@signature-params": ${parameters}`);
}

/** Undefined if the request lacks one of them, or one is derived in a way that we do not know. */
export function findComponents(names: readonly string[], request: ReceivedRequest): Component[] | undefined {
  const components: Component[] = [];
  for (const name of names) {
    const value = name.startsWith('@') ? derive(name, request) : request.header(name)?.trim();
    if (value === undefined) return undefined;
    components.push([name, value]);
  }
  return components;
}

/** The URL as a receiver puts it together: normalised, and without a fragment, which is never sent. */
export function targetUri(url: string): string {
  const target = new URL(url);
  target.hash = '';
  return target.href;
}

/** RFC 9421, section 2.2. */
function derive(name: string, { method, url }: ReceivedRequest): string | undefined {
  switch (name) {
    case '@method':
      return method;
    case '@target-uri':
      return targetUri(url);
    case '@authority':
      return new URL(url).host;
    case '@path':
      return new URL(url).pathname;
    case '@query':
      return new URL(url).search || '?';
    default:
      return undefined;
  }
}
