import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../http/problems.js';

/** How far a credential reaches: an admin key everywhere, the others within the one application that they are for. */
export const scopes = ['admin', 'application', 'portal'] as const;
export type Scope = (typeof scopes)[number];

/** What a credential may do within its scope: `read` looks, `write` changes, emits and sends too. */
export const accesses = ['read', 'write'] as const;
export type Access = (typeof accesses)[number];

/**
 * Who may call a route: everybody, or the credentials of these scopes. The one table of it: the guard decides by it,
 * and the security requirements of the OpenAPI document are written from it.
 */
export const scopesOf = {
  admin: ['admin'],
  /** Whoever holds a portal session cannot make or end portal sessions. */
  keys: ['admin', 'application'],
  any: ['admin', 'application', 'portal'],
} as const satisfies Record<string, readonly Scope[]>;
export type Audience = keyof typeof scopesOf | 'public';

/** What a route asks of a caller. */
export interface Requirement {
  readonly audience: Audience;
  readonly access: Access;
}

export const audienceKey = 'x-postrider-audience';
export const readsKey = 'x-postrider-reads';

/** Without it a route below an application is for `any` credential of that application, and any other for `admin`. */
export function Allow(audience: Audience): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(audienceKey, audience), ApiExtension(audienceKey, audience));
}

/** The route reads though its method is POST: it computes an answer and neither stores nor sends anything. */
export function Reads(): MethodDecorator {
  return applyDecorators(SetMetadata(readsKey, true), ApiExtension(readsKey, true));
}

export function requirementOf(route: {
  readonly audience: Audience | undefined;
  readonly reads: boolean | undefined;
  readonly method: string;
  readonly isOfApplication: boolean;
}): Requirement {
  const reads = route.reads === true || /^(?:GET|HEAD)$/i.test(route.method);
  return {
    audience: route.audience ?? (route.isOfApplication ? 'any' : 'admin'),
    access: reads ? 'read' : 'write',
  };
}

/** Why a caller may not do what a route does; undefined when it may. */
export function refusalOf(
  caller: { readonly scope: Scope; readonly access: Access },
  { audience, access }: Requirement,
): ProblemCode | undefined {
  if (audience === 'public') return undefined;
  const allowed: readonly Scope[] = scopesOf[audience];
  if (!allowed.includes(caller.scope)) return audience === 'admin' ? 'admin_key_required' : 'api_key_required';
  return access === 'write' && caller.access === 'read' ? 'write_access_required' : undefined;
}
