import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  readonly days?: number;
  readonly authority?: boolean;
  readonly digest?: 'sha256' | 'sha1';
}

export interface Issuer extends KeyPair {
  /** A certificate for `name`; `days` may be negative for one that has expired. */
  readonly issue: (name: string, options?: CertificateOptions) => Issuer;
}

/** A certificate authority made for one test run, by the openssl of this machine. */
export function createAuthority(name: string): Issuer {
  return issuerOf(sign(name, { days: 1, authority: true }, undefined));
}

function issuerOf(pair: KeyPair): Issuer {
  return { ...pair, issue: (name, options = {}) => issuerOf(sign(name, options, pair)) };
}

function sign(name: string, options: CertificateOptions, issuer: KeyPair | undefined): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-certificates-'));
  const at = (file: string): string => join(folder, file);
  try {
    const now = Date.now();
    const end = new Date(now + (options.days ?? 1) * 86_400_000);
    writeFileSync(at('config'), config(name, options.authority === true));
    openssl(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      at('key'),
      '-out',
      at('csr'),
      '-config',
      at('config'),
    );
    if (issuer !== undefined) {
      writeFileSync(at('issuer-key'), issuer.key);
      writeFileSync(at('issuer-cert'), issuer.cert);
    }
    writeFileSync(at('index'), '');
    writeFileSync(at('serial'), `${now.toString(16).padStart(16, '0')}\n`);
    const signer =
      issuer === undefined
        ? ['-selfsign', '-keyfile', at('key')]
        : ['-keyfile', at('issuer-key'), '-cert', at('issuer-cert')];
    openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      at('config'),
      '-in',
      at('csr'),
      '-out',
      at('cert'),
      ...signer,
      '-startdate',
      asn1Time(new Date(end.getTime() - 10 * 86_400_000)),
      '-enddate',
      asn1Time(end),
    );
    return { key: readFileSync(at('key'), 'utf8'), cert: readFileSync(at('cert'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  function config(commonName: string, authority: boolean): string {
    return `
[req]
distinguished_name = name
prompt = no
[name]
CN = ${commonName}
[ca]
default_ca = issuer
[issuer]
database = ${at('index')}
serial = ${at('serial')}
new_certs_dir = ${folder}
default_md = ${options.digest ?? 'sha256'}
policy = anything
x509_extensions = extensions
[anything]
commonName = supplied
[extensions]
basicConstraints = critical,CA:${authority ? 'TRUE' : 'FALSE'}
subjectAltName = DNS:${commonName}
`;
  }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}

function asn1Time(date: Date): string {
  return `${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
}
