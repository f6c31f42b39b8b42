import { hash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey, SignJWT } from 'jose';
import type { Clock } from '#kernel/clock';
import { isUuid } from '#kernel/ids';
import { Refusal } from '#contracts/errors/refusals';
import type { GatewayEnv } from '../gateway.env.js';
import type { Principal } from './principal.js';

const tokensMax = 10_000;
const issuer = 'keepsake';

interface Verified {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

/** The access tokens of members: signed here, or by the retailer's own issuer where one is set. */
export class MemberTokens {
  private readonly key: Uint8Array;
  private readonly retailerKeys: JWTVerifyGetKey | undefined;
  private readonly verified = new Map<string, Verified>();

  constructor(
    private readonly env: GatewayEnv,
    private readonly clock: Clock,
  ) {
    this.key = new TextEncoder().encode(env.KEEPSAKE_TOKEN_KEY);
    if (env.KEEPSAKE_ISSUER && env.KEEPSAKE_ISSUER_JWKS_URL && env.KEEPSAKE_ISSUER_PROGRAM_ID)
      this.retailerKeys = createRemoteJWKSet(new URL(env.KEEPSAKE_ISSUER_JWKS_URL));
  }

  async sign(member: { programId: string; memberId: string }, ttlSeconds: number): Promise<string> {
    const nowSeconds = Math.floor(this.clock.now().getTime() / 1000);
    return new SignJWT({ program: member.programId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(member.memberId)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + ttlSeconds)
      .sign(this.key);
  }

  /**
   * @returns the member, at once for a token seen before
   * @throws Refusal token_expired, token_invalid
   */
  verify(token: string): Principal | Promise<Principal> {
    const digest = hash('sha256', token);
    const known = this.verified.get(digest);
    if (!known) return this.verifyAnew(digest, token);
    if (known.expiresAtMs > this.clock.now().getTime()) return known.principal;
    this.verified.delete(digest);
    throw expired();
  }

  private async verifyAnew(digest: string, token: string): Promise<Principal> {
    const payload = await this.payloadOf(token);
    const { sub = '', program, exp = 0 } = payload;
    if (!isUuid(sub) || typeof program !== 'string' || !isUuid(program)) throw invalid();
    const principal: Principal = {
      programId: program,
      actor: { type: 'member', id: sub, scope: 'member' },
      programWide: false,
    };
    this.verified.set(digest, { principal, expiresAtMs: exp * 1000 });
    if (this.verified.size > tokensMax) this.verified.delete(this.verified.keys().next().value ?? '');
    return principal;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const options = { requiredClaims: ['sub', 'program', 'exp'], currentDate: this.clock.now() };
    try {
      if (!this.retailerKeys || issuerOf(token) === issuer) {
        const { payload } = await jwtVerify(token, this.key, { ...options, algorithms: ['HS256'], issuer });
        return payload;
      }
      const { payload } = await jwtVerify(token, this.retailerKeys, {
        ...options,
        issuer: this.env.KEEPSAKE_ISSUER,
        algorithms: ['RS256', 'ES256', 'PS256', 'EdDSA'],
      });
      // A retailer's issuer speaks for its own programme only, whatever its tokens say.
      if (payload.program !== this.env.KEEPSAKE_ISSUER_PROGRAM_ID) throw invalid();
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return expired();
  if (error instanceof errors.JWKSTimeout || (error instanceof TypeError && error.message.includes('fetch')))
    return new Refusal('unavailable', 'The issuer of the token cannot be reached.', { retryAfterSeconds: 1 });
  return error instanceof errors.JOSEError ? invalid() : error;
}

function issuerOf(token: string): unknown {
  try {
    const [, payload = ''] = token.split('.');
    return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss?: unknown } | null)?.iss;
  } catch {
    throw invalid();
  }
}

function expired(): Refusal {
  return new Refusal('token_expired', 'The access token has expired; refresh it.');
}

function invalid(): Refusal {
  return new Refusal('token_invalid', 'The access token is not valid.');
}
