import { SetMetadata } from '@nestjs/common';

/**
 * Who may call a route. Without a mark: an admin key, or the key of the application in the route's path.
 * `admin`: an admin key alone. `any`: every key. `public`: everybody.
 */
export type Access = 'admin' | 'any' | 'public';

export const accessMetadata = 'postrider:access';

export const Allow = (access: Access) => SetMetadata(accessMetadata, access);
