import fc from 'fast-check';
import { classifyAddress } from './public-address.js';

describe('classifyAddress', () => {
  it.each(['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])('takes %s', (address) => {
    expect(classifyAddress(address)).toBe('public');
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1'])('knows %s as loopback', (address) => {
    expect(classifyAddress(address)).toBe('loopback');
  });

  it.each([
    ['this network', '0.0.0.0'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local (cloud metadata)', '169.254.169.254'],
    ['IETF protocols', '192.0.0.8'],
    ['documentation', '192.0.2.1'],
    ['documentation', '203.0.113.7'],
    ['6to4 relay', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['unique local', 'fd00::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['public with a zone', '2606:4700:4700::1111%1'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped public', '::ffff:1.1.1.1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-translated', '::ffff:0:10.0.0.1'],
    ['NAT64', '64:ff9b::10.0.0.1'],
    ['NAT64 of a public one', '64:ff9b::1.1.1.1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:a00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['ISATAP', '2606:4700::5efe:10.0.0.1'],
    ['ISATAP, universal', '2606:4700::200:5efe:a00:1'],
    ['discard', '100::1'],
    ['segment routing', '5f00::1'],
    ['never given out', '4000::1'],
    ['short form', '127.1'],
    ['one number', '2130706433'],
    ['octal', '0177.0.0.1'],
    ['hexadecimal', '0x7f.0.0.1'],
    ['a name', 'localhost'],
    ['nothing', ''],
  ])('refuses %s: %s', (_what, address) => {
    expect(classifyAddress(address)).toBe('refused');
  });

  it('never takes an IPv6 address that carries a private IPv4 one in a known way', () => {
    const octet = fc.nat(255);
    const carriers = ['::ffff:', '::', '64:ff9b::', '::ffff:0:', '2606:4700::5efe:'];
    fc.assert(
      fc.property(fc.constantFrom(...carriers), octet, octet, octet, (carrier, second, third, fourth) => {
        expect(classifyAddress(`${carrier}10.${second}.${third}.${fourth}`)).toBe('refused');
      }),
    );
  });
});
