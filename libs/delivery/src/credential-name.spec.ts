import { describe, expect, it } from '@jest/globals';
import { isCredentialName } from './credential-name.js';

describe('isCredentialName', () => {
  it.each([
    ...['token', 'access_token', 'accessToken', 'authtoken', 'key', 'api-key', 'apikey', 'X-Api-Key', 'secret'],
    ...['client_secret', 'clientSecret', 'sig', 'X-Amz-Signature', 'password', 'passwd', 'pwd', 'jwt', 'Authorization'],
    ...['Cookie', 'TOKEN', 'filter[token]'],
  ])('knows %s', (name) => {
    expect(isCredentialName(name)).toBe(true);
  });

  it.each(['', 'monkey', 'keyboard', 'page', 'secretary', 'author', 'design', 'id', 'compass', 'x'])(
    'lets %j be',
    (name) => {
      expect(isCredentialName(name)).toBe(false);
    },
  );
});
