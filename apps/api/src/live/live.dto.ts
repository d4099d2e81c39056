import { ApiProperty } from '@nestjs/swagger';
import { outcomeClasses, type OutcomeClass } from '#events';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from '../http/field-rules.js';

export class LiveQueryDto {
  @ApiProperty({ required: false, example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4' })
  @Optional()
  @IsString()
  @MaxLength(64)
  endpoint?: string;

  @ApiProperty({ required: false, enum: outcomeClasses })
  @Optional()
  @IsIn(outcomeClasses)
  outcome?: OutcomeClass;
}
