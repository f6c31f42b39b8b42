import { Injectable } from '@nestjs/common';
import { addressProblem, InvalidWebhookUrlError, parseWebhookUrl, type WebhookUrl } from '../domain/webhook-url.js';
import { AddressResolver, WebhookPolicy } from './ports/outside-world.js';

export interface WebhookTarget {
  readonly url: WebhookUrl;
  /** All acceptable, at least one. */
  readonly addresses: readonly string[];
}

/** The host of an endpoint has no address, now. */
export class HostNotFoundError extends InvalidWebhookUrlError {
  constructor() {
    super('The host of the address cannot be found.');
    this.name = 'HostNotFoundError';
  }
}

/** A judgement that is made before a transaction and used within it: a silent name server must not hold a connection. */
export type TargetVerdict = { readonly href: string } | { readonly refusal: InvalidWebhookUrlError };

/** Judges an address the same way when an endpoint is made and before every send: a name may change what it means. */
@Injectable()
export class WebhookTargets {
  constructor(
    private readonly policy: WebhookPolicy,
    private readonly resolver: AddressResolver,
  ) {}

  /** @throws InvalidWebhookUrlError, HostNotFoundError */
  async check(text: string): Promise<WebhookTarget> {
    const url = parseWebhookUrl(text, this.policy);
    const addresses = url.isLiteral ? [url.host] : await this.resolver.resolve(url.host);
    if (addresses.length === 0) throw new HostNotFoundError();
    const problem = addressProblem(url, addresses);
    if (problem) throw new InvalidWebhookUrlError(problem);
    return { url, addresses };
  }

  async judge(text: string): Promise<TargetVerdict> {
    try {
      return { href: (await this.check(text)).url.href };
    } catch (error) {
      if (error instanceof InvalidWebhookUrlError) return { refusal: error };
      throw error;
    }
  }
}
