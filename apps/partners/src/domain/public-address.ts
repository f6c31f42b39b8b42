import ipaddr from 'ipaddr.js';

/** `refused` is everything that is or embeds an address outside the public Internet. */
export type AddressClass = 'public' | 'loopback' | 'refused';

/**
 * @param address an IP address in its canonical text, as URL parsers and resolvers give it; anything else is refused, because
 *                a form that we read differently from the system's connect() is a way around the check
 */
export function classifyAddress(address: string): AddressClass {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return classifyV4(ipaddr.IPv4.parse(address));
  if (address.includes(':') && ipaddr.IPv6.isValid(address)) return classifyV6(ipaddr.IPv6.parse(address));
  return 'refused';
}

function classifyV4(address: ipaddr.IPv4): AddressClass {
  const range = address.range();
  if (range === 'loopback') return 'loopback';
  return range === 'unicast' ? 'public' : 'refused';
}

function classifyV6(address: ipaddr.IPv6): AddressClass {
  // A zone chooses one of this machine's own interfaces.
  if (address.zoneId) return 'refused';
  const range = address.range();
  if (range === 'loopback') return 'loopback';
  // Mapped, translated (NAT64, SIIT), 6to4 and Teredo addresses are ranges of their own: they lead to the IPv4 address inside.
  return range === 'unicast' && isGlobalUnicast(address) && !isIsatap(address) ? 'public' : 'refused';
}

/** 2000::/3 is all that is given out; what lies outside, `::a.b.c.d` too, is not the Internet. */
function isGlobalUnicast({ parts }: ipaddr.IPv6): boolean {
  return ((parts[0] ?? 0) & 0xe000) === 0x2000;
}

/** RFC 5214: the last half is 0:5efe or 200:5efe and an IPv4 address, under any prefix. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x200);
}
