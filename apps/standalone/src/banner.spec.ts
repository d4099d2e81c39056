import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { banner } from './banner.js';

const egress = { allow: [], allowHttp: false, ownHosts: [], openedForLocalUse: false };
const config = { adminKey: undefined, dataDir: '/data', egress };
const url = 'http://127.0.0.1:3000';

describe('banner', () => {
  it('shows a key that was made, and commands that a shell can read', () => {
    const text = banner({ url, storedKey: 'pk_made', config });
    expect(text).toContain('admin key   pk_made');
    const commands = text.split('\n').filter((line) => /^(API=|EP=|curl |\[ )/.test(line));
    expect(commands).toHaveLength(7);
    expect(spawnSync('sh', ['-n'], { input: commands.join('\n'), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('repeats no key of the operator’s own', () => {
    const text = banner({ url, storedKey: 'their-own-key', config: { ...config, adminKey: 'their-own-key' } });
    expect(text).not.toContain('their-own-key');
    expect(text).toContain('POSTRIDER_ADMIN_KEY');
  });

  it('shows no first steps at a later start', () => {
    expect(banner({ url, storedKey: undefined, config })).not.toContain('curl');
  });

  it('says when it opened the machine to endpoints', () => {
    const opened = { ...egress, openedForLocalUse: true };
    expect(banner({ url, storedKey: undefined, config: { ...config, egress: opened } })).toContain('EGRESS_ALLOW');
    expect(banner({ url, storedKey: undefined, config })).not.toContain('EGRESS_ALLOW');
  });
});
