import { DomainError, type FieldError } from '#kernel/errors';
import { classifyAddress } from './public-address.js';

const urlCharsMax = 2_048;
const publicPorts: ReadonlySet<string> = new Set(['', '8443']); // '' is 443: the parser drops a scheme's own port

/** Refused: an address that the platform does not send to. */
export class InvalidWebhookUrlError extends DomainError {
  readonly code = 'invalid_value';
  override readonly errors: readonly FieldError[];

  constructor(detail: string) {
    super(detail);
    this.name = 'InvalidWebhookUrlError';
    this.errors = [{ pointer: '/url', code: 'invalid_value', detail }];
  }
}

export interface WebhookUrl {
  readonly href: string;
  /** A name, or an IP address without brackets. */
  readonly host: string;
  readonly isLiteral: boolean;
  readonly scheme: 'http' | 'https';
}

interface UrlPolicy {
  /** For a platform that runs on one machine with its receiver: http to 127.0.0.0/8 and ::1 on any port, nothing else. */
  readonly allowLoopbackHttp: boolean;
}

/**
 * Reads an endpoint's address the way the sender will: the WHATWG parser turns every spelling of an address (octal, hexadecimal,
 * full-width, one number) into the one that is checked. What the host resolves to is `addressProblem`'s to judge.
 * @throws InvalidWebhookUrlError
 */
export function parseWebhookUrl(text: string, { allowLoopbackHttp }: UrlPolicy): WebhookUrl {
  const url = parse(text);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  if (scheme === 'http' && !(allowLoopbackHttp && url.protocol === 'http:')) {
    throw new InvalidWebhookUrlError('The address must be https.');
  }
  if (scheme === 'https' && !publicPorts.has(url.port)) {
    throw new InvalidWebhookUrlError('The port must be 443 or 8443.');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A name with a dot at its end is another name for certificates and the same one for resolvers.
  if (host.endsWith('.')) throw new InvalidWebhookUrlError('The host must not end in a dot.');
  const isLiteral = url.hostname.startsWith('[') || /^[\d.]+$/.test(host);
  const parsed: WebhookUrl = { href: url.href, host, isLiteral, scheme };
  const problem = isLiteral ? addressProblem(parsed, [host]) : undefined;
  if (problem) throw new InvalidWebhookUrlError(problem);
  return parsed;
}

function parse(text: string): URL {
  // The parser would silently drop line breaks and read a backslash as a slash.
  if (text.length > urlCharsMax || /[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) {
    throw new InvalidWebhookUrlError(`The address must be an absolute URL of at most ${urlCharsMax} characters.`);
  }
  const url = new URL(text);
  const authority = /^[^:]*:\/*([^/?#]*)/.exec(text)?.[1] ?? '';
  if (authority.includes('@')) throw new InvalidWebhookUrlError('The address must not carry user information.');
  return url;
}

/**
 * Why these addresses must not be connected to, if so. One bad address among good ones refuses all: whoever gives a name two
 * answers chooses which of them is used.
 */
export function addressProblem({ scheme }: WebhookUrl, addresses: readonly string[]): string | undefined {
  if (addresses.length === 0) return 'The host has no address.';
  const wanted = scheme === 'http' ? 'loopback' : 'public';
  if (addresses.every((address) => classifyAddress(address) === wanted)) return undefined;
  return scheme === 'http'
    ? 'Plain http is possible to a loopback address only.'
    : 'The host must have public addresses only.';
}
