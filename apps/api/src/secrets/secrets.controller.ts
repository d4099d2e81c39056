import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Author } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { By } from '../audit/author.js';
import { CalledBy, InApplication, type Caller } from '../auth/caller.js';
import { Refuses } from '../http/openapi-decorators.js';
import { RotateSecretDto, SecretDto, SecretsDto } from './secrets.dto.js';
import { SecretsService } from './secrets.service.js';

const defaultOverlapSeconds = 86_400;

@ApiTags('Secrets')
@ApiParam({ name: 'app', description: 'Id or uid of the application.' })
@Controller('v1/applications/:app/endpoints/:endpoint/secrets')
export class SecretsController {
  constructor(private readonly secrets: SecretsService) {}

  @Get()
  @ApiOperation({
    summary: 'List the secrets that sign',
    description: 'A credential that may only read is shown public keys and no `secret`.',
  })
  @ApiOkResponse({ type: SecretsDto })
  @Refuses('application_not_found', 'endpoint_not_found', 'sealed_unreadable')
  async list(
    @InApplication() application: ApplicationRef,
    @Param('endpoint') endpoint: string,
    @CalledBy() { access }: Caller,
  ): Promise<SecretsDto> {
    return { data: await this.secrets.list(application, endpoint, { withValues: access === 'write' }) };
  }

  @Post('rotate')
  @ApiOperation({ summary: 'Begin a new secret, the ones before it signing on for a while' })
  @ApiCreatedResponse({ type: SecretDto })
  @Refuses('application_not_found', 'endpoint_not_found', 'too_many_secrets')
  rotate(
    @By() author: Author,
    @InApplication() application: ApplicationRef,
    @Param('endpoint') endpoint: string,
    @Body() { overlapSeconds = defaultOverlapSeconds, secret, scheme }: RotateSecretDto,
  ): Promise<SecretDto> {
    return this.secrets.rotate(author, application, endpoint, {
      overlapSeconds,
      ...(secret !== undefined && { secret }),
      ...(scheme !== undefined && { scheme }),
    });
  }
}
