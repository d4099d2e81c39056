import { parsePublicId, type AuditFilter } from '#persistence';
import { spanOf } from '../http/span.js';
import type { AuditQueryDto } from './audit.dto.js';

/** Lowest of all ids: nobody has it, so that an id that is none finds nothing, as one that is unknown. */
const nobody = '00000000-0000-0000-0000-000000000000';

export function auditFilter(query: AuditQueryDto): AuditFilter {
  const { actor, actorKind, action, resource, resourceType } = query;
  return {
    ...(actor !== undefined && {
      actorId: parsePublicId('apiKey', actor) ?? parsePublicId('portalSession', actor) ?? nobody,
    }),
    ...(actorKind !== undefined && { actorKind }),
    ...(action !== undefined && { action }),
    ...(resource !== undefined && { resourceId: resource }),
    ...(resourceType !== undefined && { resourceType }),
    ...spanOf(query),
  };
}
