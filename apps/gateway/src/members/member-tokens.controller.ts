import { Controller } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { openSession, rotateSession } from '#contracts/internal/members';
import { OpenSessionDto, RefreshSessionDto } from '#contracts/public/member.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';
import { MemberLookup } from '../edge/member-lookup.js';
import { MemberTokens } from '../edge/member-tokens.js';

const accessSecondsDefault = 3_600;

interface SessionAnswer {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken: string;
  readonly memberId: string;
}

/** Sessions of members: the retailer's backend opens one after its own sign-in, the member's app keeps it fresh. */
@Controller()
export class MemberTokensController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly lookup: MemberLookup,
    private readonly tokens: MemberTokens,
    private readonly clock: Clock,
  ) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/member-tokens',
    summary: 'Open a session for a member whom the retailer has signed in.',
    scopes: ['app', 'admin'],
    body: OpenSessionDto,
    answers: { 201: 'An access token, and a refresh token that is good for one refresh.' },
    refuses: ['member_not_found', 'invalid_reference', 'member_erased', 'not_found'],
    idempotency: 'natural',
  })
  async open({ caller, body }: EdgeRequest<OpenSessionDto>): Promise<SessionAnswer> {
    const { memberId } = await this.lookup.inBody(caller, { reference: body.member });
    const ttlSeconds = body.ttlSeconds ?? accessSecondsDefault;
    const { refreshToken } = await this.calls.send(openSession, caller, { memberId, ttlSeconds });
    return this.answer({ programId: caller.programId, memberId, ttlSeconds, refreshToken });
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/member-tokens/refresh',
    summary: 'Trade a refresh token for new tokens; one that comes twice ends the session.',
    scopes: 'anyone',
    body: RefreshSessionDto,
    answers: { 200: 'New tokens; the old refresh token is used up.' },
    refuses: ['token_reused', 'token_expired', 'token_invalid'],
    idempotency: 'natural',
  })
  async refresh({ caller, body }: EdgeRequest<RefreshSessionDto>): Promise<SessionAnswer> {
    return this.answer(await this.calls.send(rotateSession, caller, body));
  }

  private async answer(session: {
    readonly programId: string;
    readonly memberId: string;
    readonly ttlSeconds: number;
    readonly refreshToken: string;
  }): Promise<SessionAnswer> {
    const { memberId, ttlSeconds, refreshToken } = session;
    const expiresAt = new Date(this.clock.now().getTime() + ttlSeconds * 1000).toISOString();
    return { accessToken: await this.tokens.sign(session, ttlSeconds), expiresAt, refreshToken, memberId };
  }
}
