import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Author, Page } from '#persistence';
import { By } from '../audit/author.js';
import { Allow } from '../auth/access.js';
import { Refuses } from '../http/openapi-decorators.js';
import { PageQueryDto, pageRequest } from '../http/page-query.dto.js';
import { ApiKeyDto, ApiKeyPageDto, CreateApiKeyDto, CreatedApiKeyDto, UpdateApiKeyDto } from './api-keys.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('API keys')
@Controller('v1/api-keys')
@Allow('admin')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Post()
  @ApiOperation({ summary: 'Make an API key' })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  create(@By() author: Author, @Body() body: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    return this.apiKeys.create(author, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the API keys that are not revoked, newest first' })
  @ApiOkResponse({ type: ApiKeyPageDto })
  list(@Query() query: PageQueryDto): Promise<Page<ApiKeyDto>> {
    return this.apiKeys.list(pageRequest(query, 'API keys'));
  }

  @Get(':key')
  @ApiOperation({ summary: 'Read an API key: everything but the key itself' })
  @ApiOkResponse({ type: ApiKeyDto })
  @Refuses('api_key_not_found')
  get(@Param('key') id: string): Promise<ApiKeyDto> {
    return this.apiKeys.get(id);
  }

  @Patch(':key')
  @ApiOperation({ summary: 'Rename an API key, or change its rate limit' })
  @ApiOkResponse({ type: ApiKeyDto })
  @Refuses('api_key_not_found')
  update(@By() author: Author, @Param('key') id: string, @Body() body: UpdateApiKeyDto): Promise<ApiKeyDto> {
    return this.apiKeys.update(author, id, body);
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key, and with it the portal sessions that it made' })
  @ApiNoContentResponse()
  @Refuses('api_key_not_found', 'last_admin_key')
  revoke(@By() author: Author, @Param('key') id: string): Promise<void> {
    return this.apiKeys.revoke(author, id);
  }
}
