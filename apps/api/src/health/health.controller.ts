import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../auth/access.js';
import { Refuses } from '../http/openapi-decorators.js';
import { LivenessDto, ReadinessDto } from './health.dto.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

/** For orchestrators and Prometheus, not for clients: needs no key and tells nothing of anybody's data. */
@ApiTags('Operation')
@Controller()
@Allow('public')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** Does no I/O: restarting this process would not mend a database. */
  @Get('health/live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ type: LivenessDto })
  live(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @ApiOperation({
    summary: 'The process can serve',
    description: 'A queue that is away degrades the service and does not end it: deliveries wait for the next sweep.',
  })
  @ApiOkResponse({ type: ReadinessDto })
  @Refuses('database_unavailable')
  ready(): Promise<ReadinessDto> {
    return this.readiness.read();
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Metrics for Prometheus' })
  @ApiOkResponse({
    content: { 'text/plain': { schema: { type: 'string' }, example: 'postrider_events_accepted_total 1' } },
  })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
