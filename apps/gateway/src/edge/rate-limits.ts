import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '#contracts/errors/refusals';
import type { GatewayEnv } from '../gateway.env.js';

/** Counted in this process: each gateway gives its own share, and nothing on the hot path waits for a store. */
export class RateLimits {
  private readonly requests: RateLimiterMemory;
  private readonly refusedCredentials: RateLimiterMemory;

  constructor(env: GatewayEnv) {
    this.requests = new RateLimiterMemory({ points: env.KEEPSAKE_RATE_REQUESTS_PER_SECOND, duration: 1 });
    this.refusedCredentials = new RateLimiterMemory({
      points: env.KEEPSAKE_RATE_REFUSED_CREDENTIALS_PER_MINUTE,
      duration: 60,
    });
  }

  /** @throws Refusal rate_limited when a credential has had its requests of this second */
  async countRequest(credentialId: string): Promise<void> {
    await this.requests.consume(credentialId).catch(refuse);
  }

  /** @throws Refusal rate_limited when an address has been refused too often; asked before partners is */
  async assertMayTry(address: string): Promise<void> {
    const state = await this.refusedCredentials.get(address);
    if (state && state.remainingPoints <= 0) refuse(state);
  }

  async countRefusedCredential(address: string): Promise<void> {
    await this.refusedCredentials.consume(address).catch(() => undefined);
  }
}

function refuse(state: unknown): never {
  if (!(state instanceof RateLimiterRes)) throw state;
  throw new Refusal('rate_limited', 'Too many requests; wait and repeat.', {
    retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
  });
}
