/** What is to become of a URL that is registered: refused, taken for no URL, accepted and shown as `href`. */
export type UrlVerdict = 'refused' | 'malformed' | { readonly href: string };

/** `A1` and so on are the rows of docs/security.md. */
export type AttackUrl = readonly [row: string, url: string, verdict: UrlVerdict];

const refused = (row: string, ...urls: readonly string[]): AttackUrl[] => urls.map((url) => [row, url, 'refused']);
const malformed = (row: string, ...urls: readonly string[]): AttackUrl[] => urls.map((url) => [row, url, 'malformed']);
const accepted = (row: string, url: string, href = url): AttackUrl => [row, url, { href }];

/** The name of the installation itself, as the rules of these tests have it. */
export const ownHost = 'api.postrider.example';

/** URLs that mean something else than they seem to, where `http:` is allowed and no private network is open. */
export const attackUrls: readonly AttackUrl[] = [
  ...refused('A1', 'http://127.0.0.1/'),
  ...refused('A2', 'http://127.1/'),
  ...refused('A3', 'http://0/', 'http://0.0.0.0/', 'http://0x/'),
  ...refused('A4', 'http://2130706433/'),
  ...refused('A5', 'http://0x7f000001/', 'http://0x7f.1/', 'http://0x7f.0x0.0x0.0x1/'),
  ...refused('A6', 'http://0177.0.0.1/', 'http://017700000001/', 'http://00000177.0.0.1/'),
  ...refused('A7', 'http://127.0.0.1./'),
  ...malformed('A11', 'http://127.0.0.256/', 'http://4294967296/'),
  ...refused('A12', 'http://[::1]/', 'http://[0:0:0:0:0:0:0:1]/'),
  ...refused('A13', 'http://[::]/'),
  ...refused('A14', 'http://[::ffff:127.0.0.1]/'),
  ...refused('A15', 'http://[::ffff:169.254.169.254]/', 'http://[0:0:0:0:0:ffff:a9fe:a9fe]/'),
  ...refused('A16', 'http://[::127.0.0.1]/'),
  ...refused('A18', 'http://[64:ff9b::169.254.169.254]/'),
  ...refused('A19', 'http://[64:ff9b:1::10.0.0.1]/'),
  ...refused('A22', 'http://[fe80::1]/'),
  ...malformed('A22', 'http://[fe80::1%25eth0]/'),
  ...refused('A23', 'http://[fc00::1]/', 'http://[fd00:ec2::254]/'),
  ...refused('A24', 'http://[fec0::1]/', 'http://[ff02::1]/', 'http://[100::1]/', 'http://[2001:db8::1]/'),
  ...refused('A24', 'http://[5f00::1]/'),
  accepted('A25', 'https://[2001:4860:4860::8888]/'),
  ...refused('A26', 'http://169.254.169.254/latest/meta-data/'),
  ...refused('A27', 'http://2852039166/', 'http://0xa9fea9fe/', 'http://0251.0376.0251.0376/', 'http://169.254.43518/'),
  ...refused('A28', 'http://169.254.170.2/', 'http://169.254.170.23/'),
  ...refused('A29', 'http://100.100.100.200/', 'http://168.63.129.16/', 'http://192.0.0.192/'),
  ...refused('A30', 'http://metadata.google.internal/', 'http://metadata/'),
  ...refused('A31', 'http://10.0.0.1/', 'http://172.16.0.1/', 'http://172.31.255.255/', 'http://192.168.0.1/'),
  accepted('A32', 'https://172.32.0.1/'),
  accepted('A32', 'https://11.0.0.1/'),
  accepted('A32', 'https://100.128.0.1/'),
  ...refused('A33', 'http://100.64.0.1/', 'http://198.18.0.1/', 'http://192.0.0.1/', 'http://192.88.99.1/'),
  ...refused('A34', 'http://192.0.2.1/', 'http://198.51.100.1/', 'http://203.0.113.1/', 'http://224.0.0.1/'),
  ...refused('A34', 'http://240.0.0.1/', 'http://255.255.255.255/'),
  ...refused('A35', 'http://localhost/', 'http://LOCALHOST/', 'http://localhost./', 'http://foo.localhost/'),
  ...refused('A35', 'http://localhost.localdomain/', 'http://ip6-localhost/'),
  ...refused('A37', 'http://redis:6379/', 'http://postgres/', 'http://host.docker.internal/'),
  ...refused('A37', 'http://kubernetes.default.svc/'),
  ...refused('A39', 'http://example.com@127.0.0.1/'),
  ...refused('A40', 'http://127.0.0.1@example.com/', 'https://u:p@example.com/'),
  accepted('A41', 'http://example.com#@127.0.0.1/', 'http://example.com/'),
  accepted('A41', 'http://example.com\\@127.0.0.1/', 'http://example.com/@127.0.0.1/'),
  ...malformed('A43', 'http://exam\tple.com/', ' http://127.0.0.1/', 'http://example.com/\nx'),
  accepted('A45', 'https://example.com/%0d%0aHost:%20evil'),
  ...malformed('A46', '//127.0.0.1/', 'http://exa mple.com/', 'http://xn--/', 'http://[::ffff:0x7f.1]/'),
  accepted('A47', 'https://аpple.com/', 'https://xn--pple-43d.com/'),
  ...[22, 25, 2375, 5432, 6379, 9200, 11211, 0].flatMap((port) => refused('A48', `https://example.com:${port}/`)),
  ...malformed('A49', 'https://example.com:65536/'),
  ...refused('A50', 'file:///etc/passwd', 'gopher://127.0.0.1:6379/_FLUSHALL', 'dict://example.com/'),
  ...refused('A50', 'ftp://example.com/', 'ws://example.com/', 'data:text/plain,x', 'javascript:alert(1)'),
  ...refused('A50', 'unix:/var/run/docker.sock'),
  ...refused('A52', `https://${ownHost}/v1/events`, `https://${ownHost.toUpperCase()}./`),
  ...malformed('A53', `https://example.com/${'a'.repeat(2029)}`, `https://${'a'.repeat(64)}.com/`),
  ...malformed('A53', `https://${'a.'.repeat(125)}comm/`),
  accepted('A54', 'https://example.com/hook?token=SECRET'),
];
