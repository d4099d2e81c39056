import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';

describe('readOptions', () => {
  it('starts a Postrider unless one is named', () => {
    expect(readOptions([], {})).toEqual({ seconds: 20, keep: false });
    const environment = { POSTRIDER_URL: 'http://127.0.0.1:3000/', POSTRIDER_ADMIN_KEY: 'k' };
    expect(readOptions(['--seconds', '5', '--keep'], environment)).toEqual({
      seconds: 5,
      keep: true,
      running: { url: 'http://127.0.0.1:3000', adminKey: 'k', databaseUrl: undefined },
    });
  });

  it.each<[string[], RegExp]>([
    [['--seconds', '0'], /--seconds takes/],
    [['--seconds', 'x'], /--seconds takes/],
    [['--unknown'], /Unknown option/],
  ])('refuses %j', (args, sentence) => {
    expect(() => readOptions(args, {})).toThrow(sentence);
  });

  it('asks for the key of the one that is named', () => {
    expect(() => readOptions([], { POSTRIDER_URL: 'http://127.0.0.1:3000' })).toThrow(/POSTRIDER_ADMIN_KEY/);
  });
});
