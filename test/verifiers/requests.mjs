// Signed requests for receivers in other languages: genuine ones, and ones that no receiver may take.
import { exportSecret, generateKey, sign, signAll } from '#signing';

/** What is likely to change on its way through a JSON library, a text encoding or a buffer of fixed size. */
const payloads = {
  'an empty object': '{}',
  'an integer beyond 2^53': '{"amount":9007199254740993}',
  'a fraction of zero': '{"amount":1.0}',
  'a number beyond a double': '{"amount":1e400}',
  'keys out of order and twice': '{"b":1,"a":2,"b":3}',
  'spaces and line ends': '{\r\n\t"a" : [ 1 , 2 ]\n}\n',
  'text of several scripts': '{"name":"Größe, 大きい, кириллица, עברית, 🪝"}',
  'escapes, one of them half a character': '{"name":"\\u00e9\\/\\ud83d\\u0000"}',
  'characters that composing would merge': '{"name":"e\u0301\u2028\ufeff"}',
  'text that looks signed': '{"name":"evt_1.1614265330.v1,AAAA v1a,AAAA"}',
  'an array of events': '[{"id":"evt_1"},{"id":"evt_2"}]',
  'a hundred KiB': JSON.stringify({ text: 'ä'.repeat(50 * 1024) }),
};

const eventId = 'evt_01jd3k5n8pf2rsv4x6y8z0a1b2';
const now = Math.floor(Date.now() / 1000);

const inputOf = (text, timestamp = now) => ({
  id: eventId,
  timestamp,
  method: 'POST',
  url: 'https://example.com/',
  body: Buffer.from(text),
});

const newSecret = () => generateKey('standard');
const request = (name, isGenuine, key, headers, text) => ({
  name,
  isGenuine,
  secret: exportSecret(key),
  headers: Object.fromEntries(headers),
  body: Buffer.from(text).toString('base64'),
});

/** As a proxy would leave it that parses JSON and writes it again; with a space where that makes no difference. */
function rewritten(text) {
  const parsed = JSON.stringify(JSON.parse(text));
  return parsed === text ? `${text} ` : parsed;
}

function* genuine(what, text) {
  const [newest, older] = [newSecret(), newSecret()];
  const byTwo = sign('standard', [newest, older], inputOf(text));
  yield request(`${what}, one key`, true, newest, sign('standard', [newest], inputOf(text)), text);
  yield request(`${what}, two keys and the newer secret`, true, newest, byTwo, text);
  yield request(`${what}, two keys and the older secret`, true, older, byTwo, text);
}

function* tampered(what, text) {
  const key = newSecret();
  const headers = [...sign('standard', [key, newSecret()], inputOf(text))];
  const withHeader = (name, value) => [...headers, [name, value]];
  yield request(`${what}, another body`, false, key, headers, rewritten(text));
  yield request(`${what}, another id`, false, key, withHeader('webhook-id', `${eventId}0`), text);
  yield request(`${what}, another second`, false, key, withHeader('webhook-timestamp', String(now - 1)), text);
}

/** What depends on the keys and the clock and not on what is sent. */
function* special() {
  const text = '{"amount":1}';
  const [key, other, ed25519] = [newSecret(), newSecret(), generateKey('standard-ed25519')];
  const byBoth = [
    { scheme: 'standard-ed25519', keys: [ed25519] },
    { scheme: 'standard', keys: [key] },
  ];
  const signedAt = (timestamp) => sign('standard', [key], inputOf(text, timestamp));
  yield request('an Ed25519 signature first', true, key, signAll(byBoth, inputOf(text)), text);
  yield request('four minutes on its way', true, key, signedAt(now - 240), text);
  yield request('an Ed25519 signature alone', false, key, sign('standard-ed25519', [ed25519], inputOf(text)), text);
  yield request('six minutes on its way', false, key, signedAt(now - 360), text);
  yield request('from ten minutes ahead', false, key, signedAt(now + 600), text);
  yield request('the secret of another endpoint', false, other, signedAt(now), text);
}

/** `body` is base64. The timestamps are of now, and receivers take them for five minutes. */
export function signedRequests() {
  const each = Object.entries(payloads);
  return [
    ...each.flatMap(([what, text]) => [...genuine(what, text)]),
    ...each.flatMap(([what, text]) => [...tampered(what, text)]),
    ...special(),
  ];
}
