import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { Optional } from '../http/field-rules.js';

export class JwksQueryDto {
  @ApiProperty({
    required: false,
    example: 'ep_01kah2v2mme1sv0b1hp8r7mxf4',
    description: 'The keys that sign what goes to this endpoint.',
  })
  @Optional()
  @IsString()
  @MaxLength(64)
  endpoint?: string;

  @ApiProperty({
    required: false,
    example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    description: 'The one key of this id, such as the `keyid` of a signature by `rfc9421`.',
  })
  @Optional()
  @Matches(/^[\w-]{1,64}$/, { message: '$property must be a thumbprint in base64url' })
  kid?: string;
}

/** A public key as RFC 7517 writes it: Ed25519 by RFC 8037, P-256 by RFC 7518. */
export class JwkDto {
  @ApiProperty({ enum: ['OKP', 'EC'] })
  kty!: string;

  @ApiProperty({ enum: ['Ed25519', 'P-256'] })
  crv!: string;

  @ApiProperty({ example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  x!: string;

  @ApiProperty({ required: false, description: 'Of P-256.' })
  y?: string;

  @ApiProperty({
    example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    description: 'RFC 7638 thumbprint: `keyId` of the secret.',
  })
  kid!: string;

  @ApiProperty({ enum: ['sig'] })
  use!: string;

  @ApiProperty({ enum: ['EdDSA', 'ES256'] })
  alg!: string;
}

export class JwksDto {
  @ApiProperty({ type: [JwkDto] })
  keys!: JwkDto[];
}
