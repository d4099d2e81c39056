/**
 * What every answer tells a browser that shows it: nobody frames it, it loads and runs nothing, its type is what it
 * says, and what it links to does not learn its address. A page that needs more says so itself, as /docs does; it must
 * name `frame-ancestors` again, for it replaces the whole policy.
 */
export const browserHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
