import { ApiProperty } from '@nestjs/swagger';
import { schemes } from '#signing';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../http/field-rules.js';

const schemeNames = Object.keys(schemes);
const maxOverlapSeconds = 30 * 24 * 60 * 60;

export class SecretDto {
  @ApiProperty({ example: 'sec_01kah2v2mme1sv0b1hp8r7mxf4' })
  id!: string;

  @ApiProperty({ enum: schemeNames })
  scheme!: string;

  @ApiProperty({
    required: false,
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLjSw',
    description: 'Of a symmetric scheme; not shown to a credential that may only read.',
  })
  secret?: string;

  @ApiProperty({ required: false, description: 'PEM, of an asymmetric scheme. Its private half is never shown.' })
  publicKey?: string;

  @ApiProperty({
    required: false,
    example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    description: 'RFC 7638 thumbprint of the public key: its `kid` in the JWK set and the `keyid` of `rfc9421`.',
  })
  keyId?: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'When it stops signing.' })
  expiresAt!: string | null;
}

export class SecretsDto {
  @ApiProperty({ type: [SecretDto], description: 'The secrets that sign, newest first.' })
  data!: SecretDto[];
}

export class RotateSecretDto {
  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 0,
    maximum: maxOverlapSeconds,
    default: 86_400,
    description: 'How long the secrets so far go on signing beside the new one.',
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(maxOverlapSeconds)
  overlapSeconds?: number;

  @ApiProperty({ required: false, maxLength: 8192, description: 'A secret or private key of your own.' })
  @Optional()
  @IsString()
  @MaxLength(8192)
  secret?: string;

  @ApiProperty({
    required: false,
    enum: schemeNames,
    description: 'One that the contract knows; that of the newest secret if you do not say.',
  })
  @Optional()
  @IsIn(schemeNames)
  scheme?: string;
}
