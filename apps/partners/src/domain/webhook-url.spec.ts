import { addressProblem, InvalidWebhookUrlError, parseWebhookUrl } from './webhook-url.js';

const strict = { allowLoopbackHttp: false };
const embedded = { allowLoopbackHttp: true };

const alwaysRefused = [
  'ftp://example.com/',
  'javascript:alert(1)',
  'https://',
  '/relative',
  'https://example.com:80/',
  'https://example.com:22/',
  'https://user@example.com/',
  'https://user:secret@example.com/',
  'https://@example.com/',
  'https://example.com./',
  'https://example.com\\@10.0.0.1/',
  'https://example.com/\nx',
  ' https://example.com/',
  'https://exa mple.com/',
  'https://10.0.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://169.254.169.254/latest/meta-data',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::a00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[fe80::1]/',
  'https://[fe80::1%25eth0]/',
  'https://127.0.0.1/',
  'https://[::1]/',
  `https://example.com/${'a'.repeat(2_048)}`,
];
const loopback = ['http://127.0.0.1:4321/hook', 'http://127.9.9.9/', 'http://[::1]:8080/', 'http://2130706433:80/'];

describe('parseWebhookUrl', () => {
  it.each([
    'https://example.com/hooks?a=b',
    'https://example.com:8443/',
    'https://1.1.1.1/',
    'https://[2606:4700::1]/',
  ])('takes %s', (url) => {
    expect(parseWebhookUrl(url, strict).scheme).toBe('https');
  });

  it.each(alwaysRefused)('refuses %s', (url) => {
    expect(() => parseWebhookUrl(url, strict)).toThrow(InvalidWebhookUrlError);
    expect(() => parseWebhookUrl(url, embedded)).toThrow(InvalidWebhookUrlError);
  });

  it.each(loopback)('takes %s only where loopback is allowed', (url) => {
    expect(() => parseWebhookUrl(url, strict)).toThrow(InvalidWebhookUrlError);
    expect(parseWebhookUrl(url, embedded).scheme).toBe('http');
  });

  it.each(['http://1.1.1.1/', 'http://10.0.0.1/', 'http://[::ffff:127.0.0.1]/', 'http://0.0.0.0/'])(
    'refuses plain %s also where loopback is allowed',
    (url) => {
      expect(() => parseWebhookUrl(url, embedded)).toThrow(InvalidWebhookUrlError);
    },
  );

  it('points at the field', () => {
    expect.assertions(1);
    try {
      parseWebhookUrl('https://10.0.0.1/', strict);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_value', errors: [{ pointer: '/url', code: 'invalid_value' }] });
    }
  });
});

describe('addressProblem', () => {
  const secure = parseWebhookUrl('https://hooks.example.com/', strict);
  const plain = parseWebhookUrl('http://localhost:3000/', embedded);

  it('takes a name with public addresses only', () => {
    expect(addressProblem(secure, ['1.1.1.1', '2606:4700::1'])).toBeUndefined();
  });

  it.each([[['1.1.1.1', '10.0.0.1']], [['127.0.0.1']], [['64:ff9b::1.1.1.1']], [[]]])(
    'refuses %j for https',
    (addresses) => {
      expect(addressProblem(secure, addresses)).toBeDefined();
    },
  );

  it('takes loopback only for plain http', () => {
    expect(addressProblem(plain, ['127.0.0.1'])).toBeUndefined();
    expect(addressProblem(plain, ['1.1.1.1'])).toBeDefined();
    expect(addressProblem(plain, ['127.0.0.1', '10.0.0.1'])).toBeDefined();
  });
});
