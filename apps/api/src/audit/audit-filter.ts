import type { AuditFilter } from '#persistence';
import { uuidOfParameter } from '../http/id-query.js';
import { spanOf } from '../http/span.js';
import type { AuditQueryDto } from './audit.dto.js';

/** @throws ProblemError `invalid_query` */
export function auditFilter(query: AuditQueryDto): AuditFilter {
  const { actor, actorKind, action, resource, resourceType } = query;
  return {
    ...(actor !== undefined && {
      actorId: uuidOfParameter({ name: 'actor', text: actor, kinds: ['apiKey', 'portalSession'] }),
    }),
    ...(actorKind !== undefined && { actorKind }),
    ...(action !== undefined && { action }),
    ...(resource !== undefined && { resourceId: resource }),
    ...(resourceType !== undefined && { resourceType }),
    ...spanOf(query),
  };
}
