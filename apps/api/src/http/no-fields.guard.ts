import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { jsonPointer } from './json-pointer.js';
import { validationFailed } from './problem-error.js';

/** For routes that take no body: nothing and `{}` will do, and fields are as unknown as anywhere. */
@Injectable()
export class NoFieldsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body } = context.switchToHttp().getRequest<FastifyRequest>();
    if (body === undefined) return true;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw validationFailed([{ pointer: '', detail: 'must be an object' }]);
    }
    const names = Object.keys(body);
    if (names.length === 0) return true;
    throw validationFailed(names.map((name) => ({ pointer: jsonPointer([name]), detail: 'is not a known field' })));
  }
}
