import type { AttemptResult } from '../../domain/delivery.js';

/** What this installation allows. */
export abstract class WebhookPolicy {
  abstract readonly allowLoopbackHttp: boolean;
}

/** Finds the addresses of a host name. */
export abstract class AddressResolver {
  /** @returns IPv4 and IPv6 addresses in canonical text; empty when there are none or nobody knows */
  abstract resolve(host: string): Promise<string[]>;
}

export interface WebhookRequest {
  readonly url: string;
  /** The connection goes here, whatever the URL's host resolves to by then. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one request: no redirect followed, the answer's body thrown away, a failure told and never thrown. */
export abstract class WebhookTransport {
  abstract post(request: WebhookRequest): Promise<AttemptResult>;
}

/** Randomness for credentials. */
export abstract class SecretSource {
  /** Public half of an API key: letters and digits, 80 bits. */
  abstract keyId(): string;
  /** 256 bits. */
  abstract keySecret(): string;
  /** `whsec_…`, 256 bits. */
  abstract webhookSecret(): string;
}
