import { describe, expect, it } from '@jest/globals';
import { checkUrl } from './check-url.js';
import { EgressRefused } from './refusal.js';
import { egressRules } from './rules.js';

/** Plain HTTP is open so that a refusal below is never for the scheme alone. */
const rules = egressRules({ allow: [], allowHttp: true, ownHosts: [{ host: 'api.postrider.example' }] });

function codeOf(url: string, using = rules): string {
  try {
    return checkUrl(url, using).href;
  } catch (error) {
    if (error instanceof EgressRefused) return error.code;
    throw error;
  }
}

describe('checkUrl', () => {
  it.each([
    ...['127.0.0.1', '127.1', '0', '0.0.0.0', '0x', '2130706433', '0x7f000001', '0x7f.1', '0x7f.0x0.0x0.0x1'],
    ...['0177.0.0.1', '017700000001', '00000177.0.0.1', '127.0.0.1.', '[::1]', '[0:0:0:0:0:0:0:1]', '[::]'],
    ...['[::ffff:127.0.0.1]', '[::ffff:169.254.169.254]', '[0:0:0:0:0:ffff:a9fe:a9fe]', '[::127.0.0.1]'],
    ...[
      '[64:ff9b::169.254.169.254]',
      '[64:ff9b:1::10.0.0.1]',
      '[fe80::1]',
      '[fc00::1]',
      '[fd00:ec2::254]',
      '[fec0::1]',
    ],
    ...['[ff02::1]', '[100::1]', '[2001:db8::1]', '[5f00::1]', '169.254.169.254', '2852039166', '0xa9fea9fe'],
    ...['0251.0376.0251.0376', '169.254.43518', '169.254.170.2', '169.254.170.23', '100.100.100.200'],
    ...['168.63.129.16', '192.0.0.192', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '100.64.0.1'],
    ...['198.18.0.1', '192.0.0.1', '192.88.99.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1'],
    ...['255.255.255.255', 'localhost', 'LOCALHOST', 'localhost.', 'foo.localhost', '①②⑦.⓪.⓪.①'],
  ])('refuses the address %s', (host) => {
    expect(codeOf(`http://${host}/hook`)).toBe('address_not_allowed');
  });

  it.each([
    ...['metadata.google.internal', 'metadata', 'redis', 'postgres', 'host.docker.internal', 'localhost.localdomain'],
    ...['ip6-localhost', 'kubernetes.default.svc', 'printer.local', 'db.corp', 'router.lan', 'x.onion'],
    ...['api.postrider.example', 'API.postrider.example'],
  ])('refuses the name %s', (host) => {
    expect(codeOf(`http://${host}/hook`)).toBe('host_not_allowed');
  });

  it.each([
    ...[
      '',
      'x',
      '//127.0.0.1/',
      'http://127.0.0.256/',
      'http://4294967296/',
      'http://[fe80::1%25eth0]/',
      'http://xn--/',
    ],
    ...['http://[::ffff:0x7f.1]/', 'http://exa mple.com/', 'https://example.com:65536/', ' https://example.com/'],
    ...['https://example.com/ ', 'https://exam\tple.com/', 'https://example.com/\nx', 'https://example.com/\u0000'],
    ...['https://example.com\u2028/', `https://${'a'.repeat(64)}.com/`, `https://${'a.'.repeat(127)}com/`],
    ...['https://exa!mple.com/', 'https://-example.com/', 'https://example..com/', 'https://example.com../'],
  ])('refuses %p, which is no URL', (url) => {
    expect(codeOf(url)).toBe('url_malformed');
  });

  it.each([
    ...['file:///etc/passwd', 'gopher://127.0.0.1:6379/_FLUSHALL', 'dict://example.com/', 'ftp://example.com/'],
    ...[
      'ws://example.com/',
      'data:text/plain,x',
      'javascript:alert(1)',
      'unix:/var/run/docker.sock',
      'blob:https://a.com/x',
    ],
  ])('refuses the scheme of %s', (url) => {
    expect(codeOf(url)).toBe('scheme_not_allowed');
  });

  it('refuses plain HTTP unless the operator allows it', () => {
    expect(codeOf('http://example.com/', egressRules({ allow: [], allowHttp: false }))).toBe('scheme_not_allowed');
    expect(codeOf('http://example.com/')).toBe('http://example.com/');
  });

  it.each([
    'http://example.com@127.0.0.1/',
    'http://127.0.0.1@example.com/',
    'https://u:p@example.com/',
    'https://:p@example.com/',
  ])('refuses credentials in %s', (url) => {
    expect(codeOf(url)).toBe('credentials_in_url');
  });

  it.each([0, 21, 22, 25, 2375, 5432, 6379, 9200, 11211])('refuses port %i', (port) => {
    expect(codeOf(`https://example.com:${port}/`)).toBe('port_not_allowed');
  });

  it.each([443, 3000, 8080, 8443, 65_535])('allows port %i', (port) => {
    expect(checkUrl(`https://example.com:${port}/`, rules).port).toBe(port);
  });

  it('refuses more than 2,048 characters, also when only the normalised form has them', () => {
    const path = 'a'.repeat(2048 - 'https://example.com/'.length);
    expect(codeOf(`https://example.com/${path}`)).toBe(`https://example.com/${path}`);
    expect(codeOf(`https://example.com/${path}a`)).toBe('url_too_long');
    expect(codeOf(`https://example.com/${'é'.repeat(1000)}`)).toBe('url_too_long');
  });

  it.each([
    ['https://172.32.0.1/', 'https://172.32.0.1/'],
    ['https://11.0.0.1/', 'https://11.0.0.1/'],
    ['https://100.128.0.1/', 'https://100.128.0.1/'],
    ['https://[2001:4860:4860::8888]/', 'https://[2001:4860:4860::8888]/'],
    ['http://example.com#@127.0.0.1/', 'http://example.com/'],
    ['http://example.com\\@127.0.0.1/', 'http://example.com/@127.0.0.1/'],
    ['https://example.com/%0d%0aHost:%20evil', 'https://example.com/%0d%0aHost:%20evil'],
    ['https://аpple.com/', 'https://xn--pple-43d.com/'],
    ['https://EXAMPLE.com./a/../b?x=1#part', 'https://example.com/b?x=1'],
    ['https://example.com/hook?token=SECRET', 'https://example.com/hook?token=SECRET'],
    ['https://127.0.0.1.nip.io/', 'https://127.0.0.1.nip.io/'],
    ['https://under_score.example.com/', 'https://under_score.example.com/'],
  ])('gives %s back as %s', (raw, href) => {
    expect(codeOf(raw)).toBe(href);
  });

  it('takes the URL apart for whoever connects', () => {
    expect(checkUrl('https://[2606:4700::1111]:8443/a%20b?c=d', rules)).toEqual({
      href: 'https://[2606:4700::1111]:8443/a%20b?c=d',
      origin: 'https://[2606:4700::1111]:8443',
      secure: true,
      hostname: '2606:4700::1111',
      port: 8443,
      path: '/a%20b?c=d',
    });
  });

  it('says the same to every caller, and the reason to the operator alone', () => {
    const refusal = new EgressRefused('address_not_allowed', '10.0.0.1: private use');
    expect(refusal.message).toBe('destination not allowed');
    expect(() => checkUrl('http://10.0.0.1/', rules)).toThrow(refusal);
  });

  describe('where loopback is opened', () => {
    const opened = egressRules({ allow: ['127.0.0.0/8'], allowHttp: true });

    it('allows localhost and loopback addresses on any port', () => {
      expect(codeOf('http://localhost:6379/', opened)).toBe('http://localhost:6379/');
      expect(codeOf('http://127.0.0.9:22/', opened)).toBe('http://127.0.0.9:22/');
    });

    it('still refuses internal names and the service ports of others', () => {
      expect(codeOf('http://redis:6379/', opened)).toBe('host_not_allowed');
      expect(codeOf('https://example.com:22/', opened)).toBe('port_not_allowed');
    });
  });

  describe('where a private network is opened', () => {
    const opened = egressRules({ allow: ['10.0.0.0/8'], allowHttp: true });

    it('leaves internal names and their ports to the moment of connecting', () => {
      expect(codeOf('http://receiver:9000/', opened)).toBe('http://receiver:9000/');
      expect(codeOf('http://hooks.shop.svc/', opened)).toBe('http://hooks.shop.svc/');
    });

    it('still refuses metadata by name', () => {
      expect(codeOf('http://metadata.google.internal/', opened)).toBe('host_not_allowed');
      expect(codeOf('http://metadata/', opened)).toBe('host_not_allowed');
    });
  });
});
