import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Database } from '#persistence';
import { Allow } from '../auth/access.js';
import { DATABASE } from '../core/tokens.js';
import { Refuses } from '../http/openapi-decorators.js';
import { ProblemError } from '../http/problem-error.js';
import { Metrics } from './metrics.js';

/** An orchestrator asks often and waits briefly: no answer within this is "not ready". */
const timeoutMs = 2_000;

class HealthDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

/** For orchestrators and Prometheus, not for clients: needs no key and tells nothing of anybody's data. */
@ApiTags('Operation')
@Controller()
@Allow('public')
export class HealthController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** Does no I/O: restarting this process would not mend a database. */
  @Get('health/live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ type: HealthDto })
  live(): HealthDto {
    return { status: 'ok' };
  }

  /** The queue is not asked: without it events are accepted all the same, and the sweep finds them. */
  @Get('health/ready')
  @ApiOperation({ summary: 'The process can serve' })
  @ApiOkResponse({ type: HealthDto })
  @Refuses('database_unavailable')
  async ready(): Promise<HealthDto> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new ProblemError('database_unavailable', { detail: `No answer within ${timeoutMs} ms` }));
      }, timeoutMs);
    });
    try {
      await Promise.race([this.database.reads.query('select 1'), late]);
      return { status: 'ok' };
    } finally {
      clearTimeout(timer);
    }
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Metrics for Prometheus' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
