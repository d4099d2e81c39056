import { ApiProperty } from '@nestjs/swagger';

export class LivenessDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

export class ReadinessChecksDto {
  @ApiProperty({ enum: ['ok'] })
  database!: 'ok';

  @ApiProperty({
    enum: ['ok', 'unavailable'],
    description: 'Unavailable: events are accepted, and deliveries begin within a second instead of at once.',
  })
  queue!: 'ok' | 'unavailable';
}

export class ReadinessDto {
  @ApiProperty({ enum: ['ok', 'degraded'] })
  status!: 'ok' | 'degraded';

  @ApiProperty({ type: ReadinessChecksDto })
  checks!: ReadinessChecksDto;
}
