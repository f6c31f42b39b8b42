import { Controller } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import { acknowledgeAlert, type AlertView, listAlerts, readRisk, type RiskCellView } from '#contracts/internal/churn';
import { pageSizeDefault } from '#contracts/internal/paging';
import { AlertsQueryDto, RiskQueryDto } from '#contracts/public/churn.dto';
import { isUuid } from '#kernel/ids';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';
import { type ListAnswer, newestAnswer } from '../edge/page-answer.js';

/** Risk by part of the programme over time, and the days that stand out. */
@Controller()
export class WatchController {
  constructor(private readonly calls: InternalCalls) {}

  @Endpoint({
    method: 'GET',
    path: '/v1/churn/risk',
    summary:
      'Members, levels, value and loss by tier, segment, store, channel or category, from the nightly snapshots.',
    scopes: ['admin'],
    query: RiskQueryDto,
    answers: { 200: 'One line a night and part; without from and to the last night alone.' },
  })
  async risk({ caller, query }: EdgeRequest<never, RiskQueryDto>): Promise<ListAnswer<RiskCellView>> {
    const { by = 'all', ...window } = query;
    return newestAnswer((await this.calls.send(readRisk, caller, { by, ...window })).cells);
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/churn/alerts',
    summary: 'Days on which returns, or members moving up a level of risk, stood out; newest first.',
    scopes: ['admin'],
    query: AlertsQueryDto,
    answers: { 200: 'The alerts.' },
  })
  async alerts({ caller, query }: EdgeRequest<never, AlertsQueryDto>): Promise<ListAnswer<AlertView>> {
    const { first = pageSizeDefault, status = 'all' } = query;
    return newestAnswer((await this.calls.send(listAlerts, caller, { first, open: status === 'open' })).alerts);
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/churn/alerts/{id}/acknowledge',
    summary: 'Say that somebody looks after an alert; the first acknowledgement stands.',
    scopes: ['admin'],
    answers: { 200: 'The alert.' },
    refuses: ['not_found'],
    idempotency: 'natural',
  })
  async acknowledge({ caller, params: { id = '' } }: EdgeRequest): Promise<AlertView> {
    if (!isUuid(id)) throw notFound('alert');
    return (await this.calls.send(acknowledgeAlert, caller, { alertId: id })).alert;
  }
}
