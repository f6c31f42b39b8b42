import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { openSession, rotateSession } from '#contracts/internal/members';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { OpenSession } from '../application/open-session.js';
import { RotateSession } from '../application/rotate-session.js';

@Controller()
export class SessionsController {
  constructor(
    private readonly openSession: OpenSession,
    private readonly rotateSession: RotateSession,
  ) {}

  @InternalCall(openSession)
  open(@Body() { memberId, ttlSeconds }: RequestOf<typeof openSession>): Promise<ResponseOf<typeof openSession>> {
    return this.openSession.execute(currentCaller().programId, memberId, ttlSeconds);
  }

  @InternalCall(rotateSession)
  rotate(@Body() { refreshToken }: RequestOf<typeof rotateSession>): Promise<ResponseOf<typeof rotateSession>> {
    return this.rotateSession.execute(refreshToken);
  }
}
