import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { parsePublicId, type PublicKeyFilter } from '#persistence';
import type { FastifyReply } from 'fastify';
import { Allow } from '../auth/access.js';
import { Refuses } from '../http/openapi-decorators.js';
import { JwksDto, JwksQueryDto } from './jwks.dto.js';
import { PublicKeys } from './public-keys.js';

/** Short, because of most schemes a new key signs at once and its signatures do not name it. */
const cacheControl = 'public, max-age=60';

/** Lowest of all ids: no endpoint has it, so that an id that is none has no keys, as one that is unknown. */
const nobody = '00000000-0000-0000-0000-000000000000';

@ApiTags('Secrets')
@ApiExtraModels(JwksDto)
@Controller('.well-known/jwks.json')
export class JwksController {
  constructor(private readonly publicKeys: PublicKeys) {}

  @Get()
  @Allow('public')
  @ApiOperation({
    summary: 'The public keys that sign, as a JWK set',
    description:
      'For everybody, without a key of the API. A receiver asks for its endpoint, or for the key that a signature ' +
      'names; all keys are given at once only while they are 1,000 at most.',
  })
  @ApiResponse({
    status: 200,
    description: 'RFC 7517. Keys that sign on during the overlap of a rotation are among them.',
    content: { 'application/jwk-set+json': { schema: { $ref: getSchemaPath(JwksDto) } } },
  })
  @ApiResponse({ status: 304, description: 'It is the one that `if-none-match` names.' })
  @Refuses('invalid_query', 'too_many_keys', 'internal_error', 'database_unavailable')
  async get(
    @Query() query: JwksQueryDto,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { text, etag } = await this.publicKeys.jwkSet(filterOf(query));
    void reply.headers({ etag, 'cache-control': cacheControl });
    if (names(known, etag)) void reply.status(304).send();
    else void reply.type('application/jwk-set+json').send(text);
  }
}

function filterOf({ endpoint, kid }: JwksQueryDto): PublicKeyFilter {
  return {
    ...(endpoint !== undefined && { endpointId: parsePublicId('endpoint', endpoint) ?? nobody }),
    ...(kid !== undefined && { keyId: kid }),
  };
}

/** RFC 9110, section 13.1.2: a list of tags, weak ones compared as strong ones are, or `*`. */
function names(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, ''))) === true;
}
