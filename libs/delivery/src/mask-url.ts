const cut = '…';

/**
 * A URL as it may stand in logs, in the audit log and in what the operator is told: values of its query, credentials
 * and fragment may be secrets and are cut. `https://example.com/hook?token=…`
 */
export function maskUrl(url: string): string {
  if (!URL.canParse(url)) return cut;
  const { protocol, username, password, host, pathname, search, hash } = new URL(url);
  const credentials = username === '' && password === '' ? '' : `${cut}@`;
  return `${protocol}//${credentials}${host}${pathname}${maskQuery(search)}${hash === '' ? '' : `#${cut}`}`;
}

/** A parameter without a value may be the secret itself. */
function maskQuery(search: string): string {
  if (search === '') return '';
  const parameters = search.slice(1).split('&');
  return `?${parameters.map((part) => (part.includes('=') ? part.replace(/=.*$/s, `=${cut}`) : cut)).join('&')}`;
}
