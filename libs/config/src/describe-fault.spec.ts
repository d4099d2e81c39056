import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { describeFault, reasonOf } from './describe-fault.js';
import { ConfigError } from './load-config.js';
import { StartError } from './start-error.js';

async function errorOf(emitter: Socket | ReturnType<typeof createServer>): Promise<unknown> {
  return new Promise((resolve) => emitter.once('error', resolve));
}

describe('describeFault', () => {
  it('names the address that is in use', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;
    const error = await errorOf(createServer().listen(port, '127.0.0.1'));
    first.close();
    expect(describeFault(error)).toBe(`127.0.0.1:${port} is in use (set PORT to another port)`);
  });

  it('says that HOST is not here', async () => {
    expect(describeFault(await errorOf(createServer().listen(0, '192.0.2.1')))).toContain('HOST is no address');
  });

  it('says that a server cannot be reached, whatever wraps the reason', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const wrapped = new Error('migration failed', {
      cause: new AggregateError([await errorOf(connect(port, '127.0.0.1'))]),
    });
    expect(describeFault(wrapped)).toContain(`connect ECONNREFUSED 127.0.0.1:${port}`);
    expect(describeFault(wrapped)).toContain('DATABASE_URL');
  });

  it('takes the words of errors that bring them', () => {
    expect(describeFault(new StartError('no', 'do'))).toBe('no (do)');
    expect(describeFault(new ConfigError(['PORT must be set', 'HOST must be set']))).toMatch(/^PORT.*; HOST.*\(/);
  });

  it('has no words for a mistake of ours', () => {
    expect(describeFault(new TypeError('x is not a function'))).toBeUndefined();
    expect(describeFault('nonsense')).toBeUndefined();
  });
});

describe('reasonOf', () => {
  it('repeats no credentials of a URL, and one line alone', () => {
    expect(reasonOf(new Error('cannot parse postgres://rider:secret@db/x\n at'))).toBe('cannot parse postgres://db/x');
  });
});
