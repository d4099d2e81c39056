import { describe, expect, it } from '@jest/globals';
import { ReadAhead } from './read-ahead.js';

describe('ReadAhead', () => {
  it('lets a lane read some for each of its requests', () => {
    expect(new ReadAhead().limit(1)).toBe(4);
    expect(new ReadAhead().limit(32)).toBe(128);
  });

  it('leaves a lane one delivery while others hold everything', () => {
    const ahead = new ReadAhead(100);
    ahead.add(90);
    expect(ahead.limit(32)).toBe(10);
    ahead.add(10);
    expect(ahead.limit(32)).toBe(1);
    ahead.remove(40);
    expect(ahead.limit(32)).toBe(40);
  });
});
