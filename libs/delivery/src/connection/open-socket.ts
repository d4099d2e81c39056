import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { CheckedUrl } from '../egress/check-url.js';
import type { HostLookup } from '../egress/host-lookup.js';
import { assertReachable } from '../egress/judge-address.js';
import { resolveDestination } from '../egress/resolve-destination.js';
import type { EgressRules } from '../egress/rules.js';
import { DeadlineExpired } from './deadline.js';
import type { Deadline } from './deadline.js';
import type { Progress } from './progress.js';
import { secureSocket } from './secure-socket.js';

export interface SocketOptions {
  readonly rules: EgressRules;
  readonly lookup: HostLookup;
  readonly secureContext: SecureContext;
}

/** Addresses of one name that are tried in turn. */
const maxAddresses = 3;
/** What an address gets while there is another one to try: a dead one of several must not eat the whole deadline. */
const firstAddressesMs = 2000;

/**
 * Opens a connection to an address that was judged: resolve, judge all answers, connect to one of them by number,
 * judge what the socket says it is connected to. Nothing between judging and connecting asks DNS again, and no proxy
 * variable of the environment is looked at.
 *
 * @throws EgressRefused, LookupFailed, DeadlineExpired, or the error of net or tls
 */
export async function openSocket(
  url: CheckedUrl,
  options: SocketOptions,
  deadline: Deadline,
  progress: Progress,
): Promise<Socket> {
  const addresses = await inPhase('dns', progress, () =>
    deadline.limit(resolveDestination(url, options.rules, options.lookup)),
  );
  const socket = await inPhase('connect', progress, () => connectToOneOf(addresses, url.port, deadline));
  try {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) throw resetError();
    assertReachable(remoteAddress, url.port, options.rules);
    progress.remoteAddress = remoteAddress;
    if (!url.secure) return socket;
    return await inPhase('tls', progress, () => secureSocket(socket, url.hostname, options.secureContext, deadline));
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function inPhase<Result>(
  phase: 'dns' | 'connect' | 'tls',
  progress: Progress,
  work: () => Promise<Result>,
): Promise<Result> {
  progress.enter(phase);
  try {
    return await work();
  } finally {
    progress.leave();
  }
}

async function connectToOneOf(addresses: readonly string[], port: number, deadline: Deadline): Promise<Socket> {
  const tried = addresses.slice(0, maxAddresses);
  let failure: unknown;
  for (const [index, address] of tried.entries()) {
    try {
      return await connectTo(address, port, deadline, index < tried.length - 1 ? firstAddressesMs : undefined);
    } catch (error) {
      if (error instanceof DeadlineExpired) throw error;
      failure = error;
    }
  }
  throw failure;
}

function connectTo(address: string, port: number, deadline: Deadline, limitMs: number | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    const fail = (error: Error): void => {
      clearTimeout(limit);
      deadline.disarm();
      socket.destroy();
      reject(error);
    };
    const limit =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            fail(timeoutError());
          }, limitMs);
    // This listener stays: an error that comes after the promise is settled must not be an uncaught one.
    socket.on('error', fail);
    socket.once('connect', () => {
      clearTimeout(limit);
      deadline.disarm();
      resolve(socket);
    });
    deadline.whenExpired(() => {
      fail(new DeadlineExpired());
    });
  });
}

function timeoutError(): Error {
  return Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' });
}

function resetError(): Error {
  return Object.assign(new Error('closed as soon as it was open'), { code: 'ECONNRESET' });
}
