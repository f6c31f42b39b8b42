import { Controller } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import { metricNames, type MetricPointView, readMetric } from '#contracts/internal/churn';
import { MetricQueryDto } from '#contracts/public/churn.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';

interface MetricAnswer {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly data: readonly MetricPointView[];
}

/** What a retailer steers by; each name is defined in docs/metrics.md. */
@Controller()
export class MetricsController {
  constructor(private readonly calls: InternalCalls) {}

  @Endpoint({
    method: 'GET',
    path: '/v1/metrics/{name}',
    summary: `A metric of the programme: ${metricNames.join(', ')}.`,
    scopes: ['admin'],
    query: MetricQueryDto,
    answers: { 200: 'Its values, each with what it was divided from.' },
    refuses: ['not_found'],
  })
  async read({ caller, params, query }: EdgeRequest<never, MetricQueryDto>): Promise<MetricAnswer> {
    const name = metricNames.find((known) => known === params.name);
    if (!name) throw notFound('metric');
    const { from, to, points } = await this.calls.send(readMetric, caller, { ...query, name });
    return { name, from, to, data: points };
  }
}
