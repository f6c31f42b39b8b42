import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { postSpending, readHold } from '#contracts/internal/spending';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReadHolds } from '../application/read-holds.js';
import { SpendingGroups } from './spending-groups.js';

@Controller()
export class SpendingController {
  constructor(
    private readonly groups: SpendingGroups,
    private readonly holds: ReadHolds,
  ) {}

  @InternalCall(postSpending)
  async post(@Body() { postings }: RequestOf<typeof postSpending>): Promise<ResponseOf<typeof postSpending>> {
    return { results: await this.groups.post(currentCaller().programId, postings) };
  }

  @InternalCall(readHold)
  readHold(@Body() { holdId }: RequestOf<typeof readHold>): Promise<ResponseOf<typeof readHold>> {
    return this.holds.one(currentCaller(), holdId);
  }
}
