// A receiver to try things with: prints every request and, given an endpoint's secret, verifies its signature as
// Standard Webhooks describes (https://www.standardwebhooks.com). npm run receiver -- [whsec_…] [--port 4000]
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const maxBodyBytes = 1024 * 1024;
const toleranceSeconds = 5 * 60;

function verdict(secret, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !timestamp || !signatures) return 'not signed';
  if (secret === undefined) return 'signed; give the secret to have it verified';
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds)) return 'TIMESTAMP TOO OLD OR TOO NEW';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const isGenuine = signatures.split(' ').some((entry) => {
    const [version, text = ''] = entry.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isGenuine ? 'signature verified' : 'SIGNATURE DOES NOT MATCH';
}

/** What arrives is a stranger's: control characters would otherwise drive the terminal that shows them. */
const printable = (text) => text.replace(/[^\P{Cc}\n\t]/gu, '\ufffd');

async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function receive(secret, request, response) {
  const body = await readBody(request);
  if (body === undefined) return response.writeHead(413, { connection: 'close' }).end();
  const headers = Object.entries(request.headers).map(([name, value]) => `  ${name}: ${value}`);
  const lines = [`${request.method} ${request.url}`, ...headers, '', `  ${body.toString()}`, ''];
  process.stdout.write(printable(`${lines.join('\n')}\n  → ${verdict(secret, request.headers, body)}\n\n`));
  response.writeHead(204).end();
}

const { values, positionals } = parseArgs({
  options: { port: { type: 'string', default: '4000' } },
  allowPositionals: true,
});
const server = createServer((request, response) => {
  receive(positionals[0], request, response).catch(() => response.destroy());
});
server.on('error', (error) => {
  process.stderr.write(`receiver: ${error.message} (choose another with --port)\n`);
  process.exitCode = 1;
});
server.listen(Number(values.port), '127.0.0.1', () => {
  process.stdout.write(`receiver: http://127.0.0.1:${server.address().port}/ answers 204 to everything\n\n`);
});
