import type { CertificateFacts, Exchange, ExchangePhase, Fault } from './exchange.js';

const waitingFor: Readonly<Record<ExchangePhase, string>> = {
  wait: 'waiting for a free connection to the host',
  dns: 'waiting for DNS',
  connect: 'connecting',
  tls: 'waiting for the TLS handshake',
  request: 'sending the request',
  headers: 'waiting for response headers',
  body: 'reading the response body',
};

/** What a receiver says of the handshake when the request is under way; it is read by nobody. */
const certificateRequired = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';

const byCode: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name does not exist in DNS',
  ENODATA: 'the host name has no address in DNS',
  ESERVFAIL: 'the DNS servers of the host name failed',
  ETIMEOUT: 'DNS did not answer in time',
  EREFUSED: 'the DNS server refused the question',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network of the host cannot be reached',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate chain ends in an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate chain is incomplete: the receiver must send its intermediates',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate chain is incomplete or its authority is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  [certificateRequired]: 'the receiver asks for a client certificate; none is sent',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'the receiver refused the TLS handshake: it asks for a client certificate, or offers no cipher that is accepted',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the receiver offers no version of TLS from 1.2 on',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the receiver offers no version of TLS from 1.2 on',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the receiver does not speak TLS at that port',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'the receiver does not speak HTTP/1.1 over TLS',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'the receiver has no certificate for the host name',
  head_too_large: 'the response headers are larger than 16 KiB, or more than 128',
  UND_ERR_HEADERS_OVERFLOW: 'the response headers are larger than 16 KiB',
  too_late: 'not sent: its turn came too late',
  too_many_informational: 'the receiver sent informational responses without end',
};

/** A fault in one line for people. */
export function diagnoseFault(fault: Fault, exchange: Exchange): string {
  return `${cause(fault, exchange)}${ambiguity(fault)}`;
}

function cause(fault: Fault, exchange: Exchange): string {
  switch (fault.kind) {
    case 'timed_out':
      return `timed out after ${whole(exchange.timings.totalMs)} ms ${waitingFor[fault.phase]}`;
    case 'dns_failed':
      return byCode[fault.code] ?? `DNS failed (${fault.code})`;
    case 'connection_refused':
      return byCode[fault.code] ?? 'connection refused: nothing listens at that port';
    case 'connection_reset':
      return `the connection was closed while ${waitingFor[fault.phase]}`;
    case 'tls_failed':
      return certificateCause(fault) ?? byCode[fault.code] ?? `the TLS handshake failed (${fault.code})`;
    case 'blocked':
      return 'destination not allowed';
    case 'too_large':
      return byCode[fault.code] ?? 'the response is too large';
    case 'malformed_response':
      return byCode[fault.code] ?? `the response is not valid HTTP/1.1${parserReason(fault)}`;
    case 'sender_failed':
      return (
        byCode[fault.code] ?? `the sender could not make the request (${fault.code}); the endpoint is not at fault`
      );
  }
}

/** Node names some of OpenSSL's reasons, and gives only the words of the others. */
function certificateCause({ code, message, certificate }: Fault): string | undefined {
  if (certificate === undefined) return undefined;
  const who = ` (${certificate.subject})`;
  if (code === 'CERT_HAS_EXPIRED') return `certificate expired on ${day(certificate.validTo)}${who}`;
  if (code === 'CERT_NOT_YET_VALID') return `certificate is not valid before ${day(certificate.validFrom)}${who}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `certificate is for another name${names(certificate)}`;
  return `${byCode[code] ?? `certificate not accepted (${code === 'UNSPECIFIED' ? message : code})`}${who}`;
}

/** The parser's own words, at the end of undici's message; nothing of them is the receiver's. */
function parserReason({ message }: Fault): string {
  return /^Response does not match the HTTP\/1\.1 protocol( \(.+\))$/.exec(message)?.[1] ?? '';
}

function names(certificate: CertificateFacts): string {
  return certificate.names === '' ? '' : ` (${certificate.names})`;
}

function ambiguity({ kind, code, requestSent }: Fault): string {
  if (!requestSent || kind === 'blocked' || code === certificateRequired) return '';
  return '; the request had been sent, so it may have been processed';
}

function day(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unknown day' : date.toISOString().slice(0, 10);
}

function whole(ms: number): string {
  return Math.round(ms).toLocaleString('en-US');
}
