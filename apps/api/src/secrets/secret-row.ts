/** A secret as it is stored. */
export interface SecretRow {
  readonly id: string;
  readonly scheme: string;
  readonly sealed: string;
  readonly publicKey: string | null;
  /** RFC 7638 thumbprint of the public key. */
  readonly keyId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

export type NewSecret = Pick<SecretRow, 'id' | 'scheme' | 'sealed' | 'publicKey' | 'keyId'>;
