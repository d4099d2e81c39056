import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Page } from '#persistence';
import { Allow } from '../auth/access.js';
import { Refuses } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import { ApiKeyDto, ApiKeyPageDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-keys.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('API keys')
@Controller('v1/api-keys')
@Allow('admin')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Post()
  @ApiOperation({ summary: 'Make an API key' })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  create(@Body() { name, application }: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    return this.apiKeys.create(name, application);
  }

  @Get()
  @ApiOperation({ summary: 'List the API keys, newest first' })
  @ApiOkResponse({ type: ApiKeyPageDto })
  list(@Query() query: PageQueryDto): Promise<Page<ApiKeyDto>> {
    return this.apiKeys.list(pageRequest(query));
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key' })
  @ApiNoContentResponse()
  @Refuses('api_key_not_found')
  revoke(@Param('key') id: string): Promise<void> {
    return this.apiKeys.revoke(id);
  }
}
