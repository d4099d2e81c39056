// `npm run test:contract`: starts the product on its embedded database and has schemathesis, a fuzzer that reads the
// OpenAPI document, look for answers that are not as the document says, requests that should have been refused and
// were not, and faults of ours. Options: --quick or --seconds <number>, --seed <number>, --operations <regular expression>.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { pythonEnvironment, pythonVersion } from './python.mjs';
import { root, runMain, say, StepFailed } from './run.mjs';

const contract = join(root, 'test/contract');

/** How long is looked unless said otherwise; a quick run is for a change of one route. */
const wholeSeconds = 300;
const quickSeconds = 60;

const adminKey = 'an-admin-key-for-the-contract';

/** Receives what is delivered, and is content. */
async function startReceiver() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** `npm start` without npm, on a database of its own and whatever port is free. */
async function startProduct(directory) {
  const child = spawn(process.execPath, [join(root, 'dist/apps/standalone/src/main.js')], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      POSTRIDER_DATA_DIR: join(directory, 'data'),
      POSTRIDER_ADMIN_KEY: adminKey,
      PORT: '0',
      EGRESS_ALLOW: '127.0.0.0/8',
      EGRESS_HTTP: 'true',
      // One client tries thousands of wrong credentials here, and as many requests as it can.
      MAX_FAILED_AUTHENTICATIONS: '1000000',
      RATE_LIMIT_PER_SECOND: '10000',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const close = async () => {
    if (!isRunning()) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const url = await announced(child.stdout);
  if (url !== undefined) return { url, isRunning, close };
  await close();
  throw new StepFailed('the product did not start (see above)');
}

/** The address that the product prints once it listens; nothing if it ends before. */
async function announced(output) {
  let said = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    said += chunk;
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (url !== undefined) {
      output.resume();
      return url;
    }
  }
  return undefined;
}

/** Its exit code: 0 when nothing was found. What it writes stays in `directory`. */
async function fuzz(product, directory, { seconds, seed, operations }) {
  const programs = await pythonEnvironment('contract', join(contract, 'requirements.txt'));
  const config = await readFile(join(contract, 'schemathesis.toml'), 'utf8');
  const configFile = join(directory, 'schemathesis.toml');
  await writeFile(configFile, config.replaceAll('SEEDS', directory));
  const args = ['--config-file', configFile, 'run', `${product.url}/openapi.json`, '--url', product.url];
  args.push('--max-time', seconds);
  if (seed !== undefined) args.push('--seed', seed);
  if (operations !== undefined) args.push('--include-operation-id-regex', operations);
  const env = { ...process.env, CONTRACT_KEY: adminKey };
  const child = spawn(join(programs, 'schemathesis'), args, { cwd: directory, env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (!product.isRunning()) throw new StepFailed('the product ended under the fuzzer (see above)');
  return code ?? 1;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      operations: { type: 'string' },
    },
  });
  return { seconds: String(values.quick ? quickSeconds : wholeSeconds), ...values };
}

await runMain(async () => {
  const options = readOptions();
  if (pythonVersion() === undefined) throw new StepFailed('python3 is not on this machine');
  await build();
  const { caller, plant } = await import('../test/contract/seeds.mjs');
  const directory = await mkdtemp(join(tmpdir(), 'postrider-contract-'));
  const receiver = await startReceiver();
  try {
    say('starting the product');
    const product = await startProduct(directory);
    try {
      const call = caller(product.url, adminKey);
      await plant(call, receiver.url, directory);
      const code = await fuzz(product, directory, options);
      // Answers to a key that was revoked on the way would have told nothing.
      await call('GET', '/v1/api-keys');
      return code;
    } finally {
      await product.close();
    }
  } finally {
    receiver.close();
    await rm(directory, { recursive: true, force: true });
  }
});
