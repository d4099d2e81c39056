import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { JsonSchema } from '#events';
import type { Author } from '#persistence';
import type { FastifyRequest } from 'fastify';
import { By } from '../audit/author.js';
import { Allow } from '../auth/access.js';
import type { SchemaObject } from '../http/openapi-document.js';
import { Refuses } from '../http/openapi-decorators.js';
import { EventTypeExport } from './event-type-export.js';
import { EventTypeImport } from './event-type-import.js';
import { CatalogueQueryDto, ImportedEventTypesDto } from './event-types.dto.js';

const information = { type: 'object', additionalProperties: true, example: { title: 'Shop', version: '1' } } as const;

/** A document in a format of others; `key` has its version, `part` what is of interest here. */
function documentSchema(key: string, version: string, part: string, example: object): { schema: SchemaObject } {
  return {
    schema: {
      type: 'object',
      required: [key, 'info'],
      properties: {
        [key]: { type: 'string', example: version },
        info: information,
        [part]: { type: 'object', additionalProperties: true, example },
      },
      additionalProperties: true,
    },
  };
}

const webhookBody = {
  schema: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } },
  example: { amount: 100 },
};
const webhook = { post: { requestBody: { content: { 'application/json': webhookBody } } } };
const openApiDocument = documentSchema('openapi', '3.1.1', 'webhooks', { 'invoice.sent': webhook });
const asyncApiDocument = documentSchema('asyncapi', '3.0.0', 'channels', {});

/** The documents do not stand below /v1/event-types, where any name may be that of an operator's own type. */
@ApiTags('Event types')
@Controller('v1/catalogue')
@Allow('admin')
export class CatalogueDocumentsController {
  constructor(
    private readonly exports: EventTypeExport,
    private readonly imports: EventTypeImport,
  ) {}

  @Get('openapi.json')
  @ApiOperation({ summary: 'What a contract sends, as an OpenAPI 3.1 document with a webhook per event type' })
  @ApiOkResponse(openApiDocument)
  openApi(@Query() { contract = 'standard' }: CatalogueQueryDto): Promise<JsonSchema> {
    return this.exports.openApi(contract);
  }

  @Get('asyncapi.json')
  @ApiOperation({ summary: 'What a contract sends, as an AsyncAPI 3.0 document with a message per event type' })
  @ApiOkResponse(asyncApiDocument)
  asyncApi(@Query() { contract = 'standard' }: CatalogueQueryDto): Promise<JsonSchema> {
    return this.exports.asyncApi(contract);
  }

  @Post('import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take event types of your own from an OpenAPI document',
    description:
      'A webhook each (`webhooks` of OpenAPI 3.1, `x-webhooks` of 3.0): its name is the name of the type, the schema ' +
      'of its JSON body that of the payload. Types that exist are replaced, others are left as they are. All of the ' +
      'document is taken, or nothing: `errors` then points at every fault in it.',
  })
  @ApiBody(openApiDocument)
  @ApiOkResponse({ type: ImportedEventTypesDto })
  @Refuses('too_many_event_types')
  import(@By() author: Author, @Req() request: FastifyRequest): Promise<ImportedEventTypesDto> {
    return this.imports.import(author, request.body);
  }
}
