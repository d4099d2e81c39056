import { describe, expect, it } from '@jest/globals';
import { maskUrl } from './mask-url.js';

describe('maskUrl', () => {
  it.each([
    ['https://example.com/hook', 'https://example.com/hook'],
    ['https://example.com:8443/a/b?', 'https://example.com:8443/a/b'],
    ['https://example.com/hook?token=SECRET', 'https://example.com/hook?token=…'],
    ['https://example.com/hook?a=SECRET=x&b=&SECRET', 'https://example.com/hook?a=…&b=…&…'],
    ['https://user:SECRET@example.com/', 'https://…@example.com/'],
    ['https://SECRET@example.com/#SECRET', 'https://…@example.com/#…'],
    ['SECRET', '…'],
  ])('of %s leaves %s', (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });
});
