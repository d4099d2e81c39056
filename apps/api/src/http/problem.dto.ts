import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { problems } from './problems.js';

export class FaultDto {
  @ApiProperty({ example: '/name', description: 'JSON Pointer (RFC 6901) of the fault.' })
  pointer!: string;

  @ApiProperty({ example: 'must be a string' })
  detail!: string;
}

/** Documents what `ProblemError` writes. */
@ApiSchema({ name: 'Problem', description: 'A refusal, as RFC 9457 writes it.' })
export class ProblemDto {
  @ApiProperty({ example: 'urn:postrider:problem:validation_failed' })
  type!: string;

  @ApiProperty({ example: problems.validation_failed.title })
  title!: string;

  @ApiProperty({ type: 'integer', example: problems.validation_failed.status })
  status!: number;

  @ApiProperty({
    enum: Object.keys(problems),
    example: 'validation_failed',
    description: 'Stable; see docs/errors.md.',
  })
  code!: string;

  @ApiProperty({ required: false, description: 'About this occurrence.' })
  detail?: string;

  @ApiProperty({ required: false, example: '/v1/applications' })
  instance?: string;

  @ApiProperty({ required: false, example: 'req_xsfcqbed7t1' })
  requestId?: string;

  @ApiProperty({ required: false, type: [FaultDto] })
  errors?: FaultDto[];
}
