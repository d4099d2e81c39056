import type { OpenAPIObject } from '@nestjs/swagger';
import {
  accesses,
  audienceKey,
  readsKey,
  refusalOf,
  requirementOf,
  scopes,
  scopesOf,
  type Audience,
  type Requirement,
  type Scope,
} from '../auth/access.js';
import type { ProblemCode } from './problems.js';

type PathItem = OpenAPIObject['paths'][string];

/** An operation with the marks that `Allow` and `Reads` leave on it. */
type UnmarkedOperation = NonNullable<PathItem['get']>;
type Operation = UnmarkedOperation & { [audienceKey]?: Audience; [readsKey]?: boolean };

/** Name of the security scheme of each scope. They are all bearer tokens; a route names those that it takes. */
const schemeOf = {
  admin: 'adminKey',
  application: 'applicationKey',
  portal: 'portalSession',
} as const satisfies Record<Scope, string>;

const bearer = (description: string) => ({ type: 'http' as const, scheme: 'bearer', description });

export const securitySchemes = {
  [schemeOf.admin]: bearer('An admin key. `read` in a requirement is met by keys that may `write` too.'),
  [schemeOf.application]: bearer('A key of the application in the path.'),
  [schemeOf.portal]: bearer('The token of a portal session of the application in the path.'),
};

export interface DescribedAccess {
  readonly operation: UnmarkedOperation;
  /** The refusals that follow from it. */
  readonly refusals: readonly ProblemCode[];
}

/**
 * Says who may call the operation, as security requirements of which one must be met; what stands in their brackets is
 * the access that is needed, a role name in the words of OpenAPI 3.1.
 */
export function describeAccess(marked: Operation, path: string, method: string): DescribedAccess {
  const { [audienceKey]: audience, [readsKey]: reads, ...operation } = marked;
  const requirement = requirementOf({ audience, reads, method, isOfApplication: path.includes('{app}') });
  if (requirement.audience === 'public') return { operation: { ...operation, security: [] }, refusals: [] };
  const security = scopesOf[requirement.audience].map((scope) => ({ [schemeOf[scope]]: [requirement.access] }));
  return {
    operation: { ...operation, security },
    refusals: [...refusalsOfAll, ...refusalsOf(requirement)],
  };
}

/** What may become of a credential, whatever the route. */
const refusalsOfAll: readonly ProblemCode[] = [
  'credential_in_query',
  'api_key_missing',
  'api_key_invalid',
  'rate_limited',
  'too_many_failed_authentications',
];

function refusalsOf(requirement: Requirement): ProblemCode[] {
  const callers = scopes.flatMap((scope) => accesses.map((access) => ({ scope, access })));
  const codes = callers.map((caller) => refusalOf(caller, requirement)).filter((code) => code !== undefined);
  return [...new Set(codes)];
}
