import type { ContractSettings, Header, JsonSchema } from '../contract.js';
import { version } from '../version.js';

export const platformUserAgent = `Postrider/${version}`;

/** Schema of the option `userAgent`, which every contract has: some receivers and firewalls filter by it. */
export function userAgentOption(byDefault: string): JsonSchema {
  return {
    type: 'string',
    description: 'The User-Agent header: printable ASCII, 1 to 200 characters.',
    pattern: '^[\\x21-\\x7e][\\x20-\\x7e]{0,199}$',
    default: byDefault,
  };
}

/** The two headers of every contract's request. */
export function requestHeaders(settings: ContractSettings, userAgent: string): [Header, Header] {
  const chosen = settings.options.userAgent;
  return [
    ['Content-Type', 'application/json'],
    ['User-Agent', typeof chosen === 'string' ? chosen : userAgent],
  ];
}
