import { ApiProperty } from '@nestjs/swagger';
import { decodeCursor, type Cursor, type ListRequest } from '#persistence';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { Optional } from './field-rules.js';
import { ProblemError } from './problem-error.js';

export class PageQueryDto {
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 100, default: 50 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiProperty({ required: false, type: 'string', description: '`next` or `previous` of a page.' })
  @Optional()
  @IsString()
  cursor?: string;
}

const defaultLimit = 50;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The page that a query asks for, of the list of this name, whose keys `isKey` knows: UUIDs unless said otherwise.
 *
 * @throws ProblemError `invalid_query` for a cursor of another list
 */
export function pageRequest(query: PageQueryDto, list: string, isKey = (key: string) => uuid.test(key)): ListRequest {
  return {
    limit: query.limit ?? defaultLimit,
    list,
    ...(query.cursor !== undefined && { cursor: cursorOf(query.cursor, list, isKey) }),
  };
}

function cursorOf(text: string, list: string, isKey: (key: string) => boolean): Cursor {
  const cursor = decodeCursor(text, list);
  if (cursor !== undefined && isKey(cursor.key)) return cursor;
  throw new ProblemError('invalid_query', {
    errors: [{ pointer: '/cursor', detail: 'must be `next` or `previous` of a page of this list' }],
  });
}
