import type { EmbeddedConfig } from '#config';

/** A key is a shell word as it stands, or it is quoted so that it becomes one. */
function shellWord(text: string): string {
  return /^[\w.:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const receiverUrl = 'http://127.0.0.1:4000/';

/**
 * Commands that take a stranger from nothing to a signed delivery. They may be pasted twice: the application's uid
 * can be taken once only, and an endpoint is made only where there is none.
 */
function firstSteps(url: string, key: string): string {
  const call = `curl -sS -H "Authorization: Bearer $KEY"`;
  const post = (path: string, body: unknown): string =>
    `${call} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' "$API${path}"`;
  const firstEndpointId = "grep -o 'ep_[0-9a-z]*' | head -n 1";
  const endpoint = { url: receiverUrl, subscriptions: [{ eventType: 'customer.event.*' }] };
  const event = {
    type: 'customer.event.create',
    payload: {
      customer_id: '0197f9c1-4818-7141-9c2a-22000108e736',
      language: 'EN',
      business_id: '0197f9c1-4818-7141-9c2a-22000108e737',
    },
  };
  return [
    `API=${url}/v1 KEY=${key}`,
    `${post('/applications', { name: 'First customer', uid: 'first' })}; echo`,
    `EP=$(${call} "$API/applications/first/endpoints" | ${firstEndpointId})`,
    `[ -n "$EP" ] || EP=$(${post('/applications/first/endpoints', endpoint)} | ${firstEndpointId})`,
    `${call} "$API/applications/first/endpoints/$EP/secrets"; echo`,
    `${post('/applications/first/events', event)}; echo`,
    `${call} "$API/applications/first/deliveries"; echo`,
  ].join('\n');
}

export interface Banner {
  readonly url: string;
  /** The admin key, when this start stored one. */
  readonly storedKey: string | undefined;
  readonly config: Pick<EmbeddedConfig, 'adminKey' | 'dataDir' | 'egress'>;
}

/** What a person needs after a start; with the first steps when the admin key is new. */
export function banner({ url, storedKey, config }: Banner): string {
  // A key of the operator's own is never repeated: they have it, and a terminal's history keeps it.
  const madeKey = config.adminKey === undefined ? storedKey : undefined;
  const lines = ['', `  Postrider   ${url}`, `  API docs    ${url}/docs`, `  data        ${config.dataDir}`];
  if (madeKey !== undefined) lines.push(`  admin key   ${madeKey}   (keep it: it is shown this once)`);
  else if (config.adminKey !== undefined) lines.push('  admin key   the one in POSTRIDER_ADMIN_KEY');
  else lines.push('  admin key   shown at the first start; set POSTRIDER_ADMIN_KEY to replace it');
  if (config.egress.openedForLocalUse) {
    lines.push('  egress      endpoints may use http: and this machine, as HOST is loopback (see EGRESS_ALLOW)');
  }
  if (storedKey !== undefined) {
    const key = madeKey === undefined ? '"${POSTRIDER_ADMIN_KEY:?set it in this shell too}"' : shellWord(madeKey);
    lines.push('', `  In a second terminal start a receiver on ${receiverUrl} with \`npm run receiver\`.`);
    lines.push('  In a third one paste this: an application, an endpoint and its secret, an event, its delivery.', '');
    lines.push(firstSteps(url, key), '');
    lines.push('  `npm run receiver -- whsec_…` with that secret also verifies the signatures.');
  }
  return [...lines, '', '  Ctrl-C stops everything.', '', ''].join('\n');
}
