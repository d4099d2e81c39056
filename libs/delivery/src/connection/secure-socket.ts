import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { PeerCertificate, SecureContext, TLSSocket } from 'node:tls';
import type { CertificateFacts } from '../exchange.js';
import { DeadlineExpired } from './deadline.js';
import type { Deadline } from './deadline.js';

/** A handshake that failed, with the certificate if the receiver had shown one. */
export class HandshakeFailed extends Error {
  override readonly name = 'HandshakeFailed';
  readonly code: string;

  constructor(
    cause: NodeJS.ErrnoException,
    readonly certificate: CertificateFacts | undefined,
  ) {
    super(cause.message, { cause });
    this.code = cause.code ?? 'ERR_TLS';
  }
}

/**
 * TLS over an open connection. `hostname` is what the certificate must be for and, unless it is an address, the SNI.
 * HTTP/1.1 alone is offered: an HTTP/2 server that insists ends the handshake.
 *
 * @throws HandshakeFailed or DeadlineExpired
 */
export function secureSocket(
  socket: Socket,
  hostname: string,
  secureContext: SecureContext,
  deadline: Deadline,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    let shown: PeerCertificate | undefined;
    const secured = connect({
      socket,
      host: hostname,
      servername: isIP(hostname) === 0 ? hostname : '',
      secureContext,
      ALPNProtocols: ['http/1.1'],
      // Said explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not reach deliveries.
      rejectUnauthorized: true,
    });
    const fail = (error: Error): void => {
      deadline.disarm();
      secured.destroy();
      reject(error);
    };
    // A refused certificate is out of reach once the error is emitted; it can be read just before it is judged.
    // (Not as X509Certificate: in Node 20 that leaves nothing for the check of the name that follows.)
    secured.prependOnceListener('secure', () => {
      const certificate = secured.getPeerCertificate();
      // Without a certificate there is an empty object.
      if ('subject' in certificate) shown = certificate;
    });
    // This listener stays: an error that comes after the promise is settled must not be an uncaught one.
    secured.on('error', (error: NodeJS.ErrnoException) => {
      fail(new HandshakeFailed(error, shown === undefined ? undefined : factsOf(shown)));
    });
    secured.once('secureConnect', () => {
      deadline.disarm();
      resolve(secured);
    });
    deadline.whenExpired(() => {
      fail(new DeadlineExpired());
    });
  });
}

function factsOf(certificate: PeerCertificate): CertificateFacts {
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    names: oneLine(certificate.subjectaltname ?? ''),
    validFrom: new Date(certificate.valid_from),
    validTo: new Date(certificate.valid_to),
  };
}

function nameOf(name: Readonly<Record<string, unknown>>): string {
  return oneLine(
    Object.entries(name)
      .map(([attribute, value]) => `${attribute}=${String(value)}`)
      .join(', '),
  );
}

/** The receiver wrote these names: no control or formatting characters of theirs reach a log, terminal or page. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 200);
}
