import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { startTimeOf } from './process-table.js';
import { startEmbeddedPostgres } from './start-embedded-postgres.js';
import type { EmbeddedPostgres } from './start-embedded-postgres.js';

const root = mkdtempSync(join(tmpdir(), 'postrider-embedded-'));
chmodSync(root, 0o711); // as root the server runs as another user, who must get through
const dataDir = join(root, 'data');
const running: EmbeddedPostgres[] = [];

async function start(notice: (line: string) => void = () => undefined): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false, notice });
  running.push(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function faultOf(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.catch((reason: unknown) => reason);
  if (error instanceof EmbeddedPostgresError) return error.message;
  throw error instanceof Error ? error : new Error('there was no fault');
}

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('startEmbeddedPostgres', () => {
  it('keeps the data from one start to the next and lets nobody in without the password', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    expect(startTimeOf(first.pid)).toBeUndefined();

    const second = await start();
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    const wrong = new URL(second.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
  });

  it('comes back at the port that it is given', async () => {
    const first = await start();
    await first.stop();
    const port = Number(new URL(first.url).port);
    const second = await startEmbeddedPostgres({ dataDir, durable: false, port });
    running.push(second);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'show port')).toEqual([{ port: String(port) }]);
  });

  it('names the process that uses the data directory', async () => {
    await start();
    expect(await faultOf(start())).toBe(`${dataDir} is in use by process ${process.pid}`);
  });

  it('runs in a session of its own, out of reach of the Ctrl-C of our terminal', async () => {
    const { pid } = await start();
    const session = (of: number) => readFileSync(`/proc/${of}/stat`, 'utf8').split(') ')[1]?.split(' ')[3];
    expect(session(pid)).toBe(String(pid));
    expect(session(process.pid)).not.toBe(String(pid));
  });

  it('stops the server that a killed process left behind and finds its data again', async () => {
    const { url, pid } = await start();
    await query(url, 'create table owed as select 1 as one');
    running.length = 0; // as if this process had been killed: the server runs on, the lock is a dead one's
    writeFileSync(join(dataDir, 'postrider.pid'), '1 0\n');

    const notices: string[] = [];
    const next = await start((line) => notices.push(line));
    expect(startTimeOf(pid)).toBeUndefined();
    expect(notices.join()).toContain(`process ${pid}`);
    expect(await query(next.url, 'select one from owed')).toEqual([{ one: 1 }]);
  });

  it('leaves another process alone that has got the pid of a dead server', async () => {
    await (await start()).stop();
    running.length = 0;
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(bystander, 'spawn');
    const postmasterFile = join(dataDir, 'postgres/data/postmaster.pid');
    writeFileSync(
      postmasterFile,
      `${bystander.pid ?? 0}\n${join(dataDir, 'postgres/data')}\n1\n1\n\n127.0.0.1\n\nready\n`,
    );
    const notices: string[] = [];
    try {
      const { url } = await start((line) => notices.push(line));
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
      expect(notices).toEqual([]);
    } finally {
      bystander.kill();
    }
  });

  it('repeats the last word of a server that does not start', async () => {
    const version = join(dataDir, 'postgres/data/PG_VERSION');
    const original = readFileSync(version);
    writeFileSync(version, '9.6\n');
    try {
      expect(await faultOf(start())).toContain('database files are incompatible with server');
    } finally {
      writeFileSync(version, original);
    }
    expect(existsSync(join(dataDir, 'postrider.pid'))).toBe(false);
  });

  it.each([
    ['below a file', join(root, 'file/data')],
    ['where the system lets nobody create one', '/proc/postrider/data'],
  ])('refuses a data directory %s', async (_, path) => {
    writeFileSync(join(root, 'file'), '');
    expect(await faultOf(startEmbeddedPostgres({ dataDir: path }))).toBe(`the data directory ${path} is not writable`);
  });
});

const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

asRoot('startEmbeddedPostgres as root', () => {
  it('puts the cluster where the server’s user can reach it, when the data directory lies in a closed home', async () => {
    const home = join(root, 'home');
    mkdirSync(home, { mode: 0o700 });
    const options = { dataDir: join(home, 'data'), durable: false };
    const notices: string[] = [];
    const first = await startEmbeddedPostgres({ ...options, notice: (line) => notices.push(line) });
    const elsewhere = realpathSync(join(home, 'data/postgres'));
    try {
      await query(first.url, 'create table kept as select 42 as answer');
      await first.stop();
      expect(notices.join()).toContain(elsewhere);
      expect(lstatSync(join(home, 'data/postgres')).isSymbolicLink()).toBe(true);
      expect(statSync(home).mode & 0o777).toBe(0o700);

      const second = await startEmbeddedPostgres(options);
      running.push(second);
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await second.stop();
      running.length = 0;
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
    expect(await faultOf(startEmbeddedPostgres(options))).toContain('the database is gone');
  });

  it('uses an empty directory that was made for it, closed as it may be', async () => {
    const made = mkdtempSync(join(root, 'made-'));
    running.push(await startEmbeddedPostgres({ dataDir: made, durable: false }));
    expect(lstatSync(join(made, 'postgres')).isDirectory()).toBe(true);
  });

  it('runs the server as the user who owns the cluster, never as root', async () => {
    const { pid } = await start();
    const { uid } = statSync(join(dataDir, 'postgres'));
    expect(uid).not.toBe(0);
    expect(statSync(`/proc/${pid}`).uid).toBe(uid);
  });
});
