import { describe, expect, it } from '@jest/globals';
import { accesses, refusalOf, requirementOf, scopes, type Audience } from './access.js';

const route = { audience: undefined, reads: undefined, method: 'GET', isOfApplication: true };

describe('a route', () => {
  it('that says nothing is for whoever holds a credential of its application', () => {
    expect(requirementOf(route).audience).toBe('any');
  });

  it('that says nothing and is of no application is for admin keys', () => {
    expect(requirementOf({ ...route, isOfApplication: false }).audience).toBe('admin');
  });

  it.each([
    ['GET', undefined, 'read'],
    ['HEAD', undefined, 'read'],
    ['POST', undefined, 'write'],
    ['PATCH', undefined, 'write'],
    ['DELETE', undefined, 'write'],
    ['POST', true, 'read'],
  ] as const)('by %s (marked as reading: %s) needs to %s', (method, reads, access) => {
    expect(requirementOf({ ...route, method, reads }).access).toBe(access);
  });
});

describe('the table of scopes', () => {
  const refusals = (audience: Audience, access: 'read' | 'write') =>
    scopes.flatMap((scope) =>
      accesses.map((held) => refusalOf({ scope, access: held }, { audience, access }) ?? 'allowed'),
    );

  it.each([
    ['public', 'write', ['allowed', 'allowed', 'allowed', 'allowed', 'allowed', 'allowed']],
    ['any', 'read', ['allowed', 'allowed', 'allowed', 'allowed', 'allowed', 'allowed']],
    [
      'any',
      'write',
      ['write_access_required', 'allowed', 'write_access_required', 'allowed', 'write_access_required', 'allowed'],
    ],
    ['keys', 'read', ['allowed', 'allowed', 'allowed', 'allowed', 'api_key_required', 'api_key_required']],
    [
      'keys',
      'write',
      ['write_access_required', 'allowed', 'write_access_required', 'allowed', 'api_key_required', 'api_key_required'],
    ],
    [
      'admin',
      'read',
      ['allowed', 'allowed', 'admin_key_required', 'admin_key_required', 'admin_key_required', 'admin_key_required'],
    ],
    [
      'admin',
      'write',
      [
        'write_access_required',
        'allowed',
        'admin_key_required',
        'admin_key_required',
        'admin_key_required',
        'admin_key_required',
      ],
    ],
  ] as const)('for %s routes that need to %s', (audience, access, expected) => {
    expect(refusals(audience, access)).toEqual(expected);
  });
});
