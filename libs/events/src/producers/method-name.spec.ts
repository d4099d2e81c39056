import { describe, expect, it } from '@jest/globals';
import { methodName } from './method-name.js';
import type { MethodName } from './method-name.js';

describe('methodName', () => {
  it('spells what its type spells', () => {
    // Each line compiles only if the type spells the same.
    const spelled: {
      readonly [Name in 'BULK_UPLOAD.COMPLETED' | 'in_app_clicked' | 'contact.subscribed' | 'TEST']: MethodName<Name>;
    } = {
      'BULK_UPLOAD.COMPLETED': 'bulkUploadCompleted',
      in_app_clicked: 'inAppClicked',
      'contact.subscribed': 'contactSubscribed',
      TEST: 'test',
    };
    for (const [name, method] of Object.entries(spelled)) expect(methodName(name)).toBe(method);
  });
});
