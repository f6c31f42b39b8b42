import { Controller } from '@nestjs/common';
import { type LiabilityView, readLiability } from '#contracts/internal/points-reports';
import { AsOfDto } from '#contracts/public/points.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';

/** What operators want to know of a programme's points as a whole. */
@Controller()
export class PointsReportsController {
  constructor(private readonly calls: InternalCalls) {}

  @Endpoint({
    method: 'GET',
    path: '/v1/points/liability',
    summary: 'What the programme owes in points and money, by the month in which they were earned, with its breakage.',
    scopes: ['admin'],
    query: AsOfDto,
    answers: {
      200: 'Cohorts by month, totals, and the development that the forecast of breakage rests on (additive chain ladder).',
    },
  })
  liability({ caller, query: { asOf } }: EdgeRequest<never, AsOfDto>): Promise<LiabilityView> {
    return this.calls.send(readLiability, caller, { asOf });
  }
}
