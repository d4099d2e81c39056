import { describe, expect, it } from '@jest/globals';
import { decodePosition, encodePosition } from './live-position.js';

const upTo = '019aa000-0000-7000-8000-000000000001';

describe('the id of an event in the stream', () => {
  it.each([
    { snapshot: '10:10:', atMs: 1_700_000_000_000 },
    { snapshot: '10:20:10,14,19', atMs: 1_700_000_000_000 },
    { snapshot: '10:20:10', atMs: 0, within: { snapshot: '12:30:12', upTo } },
  ])('names the position it was made of: %j', (position) => {
    expect(decodePosition(encodePosition(position))).toEqual(position);
  });

  it.each([
    '',
    'atm_01kah2v2mme1sv0b1hp8r7mxf4',
    '1_10:5:',
    '1_0:5:',
    '1_10:20:9',
    '1_10:20:20',
    '1_10:20:12,12',
    '1_10:20:,',
    `1_10:20:_${upTo}`,
    `1_10:20:_x_10:20:`,
    `1_10:20:_${upTo}_10:20:_more`,
    `1_10:20:${'1'.repeat(9_000)}`,
    "1_10:20:'; drop table",
  ])('is not %j', (text) => {
    expect(decodePosition(text)).toBeUndefined();
  });
});
