import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { parseAddress } from '../src/egress/address.js';

export interface DnsAnswer {
  readonly addresses?: readonly string[];
  /** Aliases, each of the next; the last one has the addresses. */
  readonly cname?: string | readonly string[];
  readonly ttlSeconds?: number;
  /** 2 is SERVFAIL, 3 NXDOMAIN. */
  readonly code?: number;
}

/** `undefined` leaves the question unanswered. */
export type DnsZone = (name: string, type: 'A' | 'AAAA') => DnsAnswer | undefined;

export interface DnsServer {
  /** As `HostLookup` takes it. */
  readonly server: string;
  /** How many questions were asked. */
  readonly questions: () => number;
  readonly close: () => Promise<void>;
}

const types = { 1: 'A', 28: 'AAAA' } as const;

/** A DNS server over UDP on this machine that answers what `zone` says (RFC 1035, section 4). */
export async function startDnsServer(zone: DnsZone): Promise<DnsServer> {
  const socket = createSocket('udp4');
  let questions = 0;
  socket.on('message', (query, from) => {
    questions += 1;
    const { name, end } = readName(query);
    const type = types[query.readUInt16BE(end) as 1 | 28];
    const answer = zone(name, type);
    if (answer !== undefined) socket.send(respond(query.subarray(0, end + 4), answer, type), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    questions: () => questions,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

function respond(question: Buffer, answer: DnsAnswer, type: 'A' | 'AAAA'): Buffer {
  const ttl = answer.ttlSeconds ?? 0;
  const addresses = (answer.addresses ?? []).filter((address) => isIPv6(address) === (type === 'AAAA'));
  let owner: Buffer = Buffer.from([0xc0, 0x0c]);
  const records: Buffer[] = [];
  for (const alias of [answer.cname ?? []].flat()) {
    records.push(record(owner, 5, ttl, encodeName(alias)));
    owner = encodeName(alias);
  }
  for (const address of addresses) records.push(record(owner, type === 'A' ? 1 : 28, ttl, encodeAddress(address)));
  const response = Buffer.concat([question, ...records]);
  response.writeUInt16BE(0x8180 | (answer.code ?? 0), 2);
  response.writeUInt16BE(records.length, 6);
  response.writeUInt16BE(0, 8);
  response.writeUInt16BE(0, 10);
  return response;
}

function record(owner: Buffer, type: number, ttlSeconds: number, data: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt32BE(ttlSeconds, 4);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, head, data]);
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function encodeAddress(text: string): Buffer {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  const digits = address.family === 4 ? 8 : 32;
  return Buffer.from(address.bits.toString(16).padStart(digits, '0'), 'hex');
}
