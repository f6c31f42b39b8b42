import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { readMetric } from '#contracts/internal/churn';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReadMetric } from '../application/metrics/read-metric.js';

@Controller()
export class MetricsController {
  constructor(private readonly metric: ReadMetric) {}

  @InternalCall(readMetric)
  async read(
    @Body() { name, grain = 'month', from, to }: RequestOf<typeof readMetric>,
  ): Promise<ResponseOf<typeof readMetric>> {
    const { currency, window, points } = await this.metric.execute(currentCaller().programId, {
      name,
      grain,
      from,
      to,
    });
    return {
      ...window,
      points: points.map(({ amountMinor, ...point }) => ({
        ...point,
        amount: amountMinor === null ? null : { amountMinor, currency },
      })),
    };
  }
}
