import { describe, expect, it } from '@jest/globals';
import { MessageReader } from './http-messages.js';

const bytes = Buffer.from(
  'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nfirst' +
    'POST /b HTTP/1.1\r\nhost: x\r\n\r\n' +
    'POST /c HTTP/1.1\r\ncontent-length: 4\r\n\r\n\r\n\r\n',
);
const bodies = ['first', '', '\r\n\r\n'];

describe('MessageReader', () => {
  it('cuts messages at their lengths, wherever the chunks end', () => {
    for (let chunkBytes = 1; chunkBytes <= bytes.length; chunkBytes += 1) {
      const reader = new MessageReader();
      const read: string[] = [];
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        for (const { body } of reader.read(bytes.subarray(at, at + chunkBytes))) read.push(body.toString());
      }
      expect(read).toEqual(bodies);
    }
  });

  it('gives a message only when its last byte is there', () => {
    const reader = new MessageReader();
    expect([...reader.read(bytes.subarray(0, 50))]).toEqual([]);
  });

  it('refuses what it cannot cut', () => {
    const chunked = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
    expect(() => [...new MessageReader().read(chunked)]).toThrow('content-length');
  });
});
