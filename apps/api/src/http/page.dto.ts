import { type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '#persistence';

/** Documents a page of `item`s. */
export function PageOf<Item>(item: Type<Item>): Type<Page<Item>> {
  class PageDto implements Page<Item> {
    @ApiProperty({ type: [item] })
    readonly data!: Item[];

    @ApiProperty({ type: 'string', nullable: true, description: 'Cursor of the next page; null on the last.' })
    readonly next!: string | null;

    @ApiProperty({ type: 'string', nullable: true, description: 'Cursor of the page before; null on the first.' })
    readonly previous!: string | null;
  }
  return PageDto;
}
