import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Page } from '#persistence';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../auth/access.js';
import { applicationOf, callerOf } from '../auth/caller.js';
import { Refuses, boundedPages } from '../http/openapi-decorators.js';
import { pageRequest } from '../http/page-query.dto.js';
import { auditFilter } from './audit-filter.js';
import { AuditPageDto, AuditQueryDto, type AuditEntryDto } from './audit.dto.js';
import { AuditService } from './audit.service.js';

@ApiTags('Audit')
@Controller('v1')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get('audit')
  @Allow('admin')
  @ApiOperation({
    summary: 'List who changed what, newest first',
    description: `Every change of configuration and everything that people do to deliveries; docs/audit.md has it all. ${boundedPages}`,
  })
  @ApiOkResponse({ type: AuditPageDto })
  list(@Query() query: AuditQueryDto): Promise<Page<AuditEntryDto>> {
    return this.audit.list(auditFilter(query), pageRequest(query, 'audit'));
  }

  @Get('applications/:app/audit')
  @ApiParam({ name: 'app', description: 'Id or uid of the application.' })
  @ApiOperation({ summary: 'List who changed what of an application, newest first', description: boundedPages })
  @ApiOkResponse({ type: AuditPageDto })
  @Refuses('application_not_found')
  listOfApplication(@Req() request: FastifyRequest, @Query() query: AuditQueryDto): Promise<Page<AuditEntryDto>> {
    const filter = { ...auditFilter(query), applicationId: applicationOf(request).id };
    return this.audit.list(filter, pageRequest(query, `audit of ${filter.applicationId}`), {
      hidesOperator: callerOf(request).scope !== 'admin',
    });
  }
}
