import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { readLiability } from '#contracts/internal/points-reports';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReadLiability } from '../application/read-liability.js';

@Controller()
export class PointsReportsController {
  constructor(private readonly liability: ReadLiability) {}

  @InternalCall(readLiability)
  read(@Body() question: RequestOf<typeof readLiability>): Promise<ResponseOf<typeof readLiability>> {
    return this.liability.execute(currentCaller(), question);
  }
}
