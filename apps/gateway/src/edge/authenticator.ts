import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/errors';
import { Refusal } from '#contracts/errors/refusals';
import { KeyVerdicts } from './key-verdicts.js';
import { MemberTokens } from './member-tokens.js';
import type { Principal } from './principal.js';
import { RateLimits } from './rate-limits.js';

const bearerPattern = /^Bearer +(\S+)$/i;
const tokenPattern = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const credentialLengthMax = 8_192;

/** Who sends a request: the API key or the member token of its Authorization header. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly keys: KeyVerdicts,
    private readonly tokens: MemberTokens,
    private readonly limits: RateLimits,
  ) {}

  /** @throws Refusal unauthenticated, token_expired, token_invalid, rate_limited, unavailable */
  async authenticate(authorization: string | undefined, address: string): Promise<Principal> {
    try {
      const principal = await this.principalOf(credentialOf(authorization), address);
      await this.limits.countRequest(principal.actor.id);
      return principal;
    } catch (error) {
      if (error instanceof Refusal && isRefusedCredential(error)) await this.limits.countRefusedCredential(address);
      throw error;
    }
  }

  /** For routes whose credential is in the body. @throws Refusal rate_limited */
  async admitStranger(address: string): Promise<void> {
    await this.limits.assertMayTry(address);
  }

  /** Counts what a stranger's credential was refused for. */
  async refusedStranger(error: unknown, address: string): Promise<void> {
    if (error instanceof DomainError && isRefusedCredential(error)) await this.limits.countRefusedCredential(address);
  }

  private async principalOf(credential: string, address: string): Promise<Principal> {
    if (!credential.startsWith('ks_')) {
      if (tokenPattern.test(credential)) return this.tokens.verify(credential);
      throw unauthenticated();
    }
    if (!this.keys.knows(credential)) await this.limits.assertMayTry(address);
    const principal = await this.keys.verdictOf(credential);
    if (!principal) throw unauthenticated();
    return principal;
  }
}

function credentialOf(authorization: string | undefined): string {
  const [, credential] = bearerPattern.exec(authorization ?? '') ?? [];
  if (credential === undefined || credential.length > credentialLengthMax) throw unauthenticated();
  return credential;
}

function isRefusedCredential({ code }: DomainError): boolean {
  return code === 'unauthenticated' || code === 'token_invalid';
}

function unauthenticated(): Refusal {
  return new Refusal('unauthenticated', 'Send a valid credential: Authorization: Bearer ….');
}
