import { Controller } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import { listModels, type ModelCardView, readModel, rollbackModel, trainModel } from '#contracts/internal/churn';
import { pageSizeMax } from '#contracts/internal/paging';
import { ModelsQueryDto, RollbackModelDto, TrainModelDto } from '#contracts/public/churn.dto';
import { isUuid } from '#kernel/ids';
import { InternalCalls } from '#platform/http/internal-calls';
import { EdgeAnswer, type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';
import { type ListAnswer, newestAnswer } from '../edge/page-answer.js';

const waitSecondsDefault = 25;
/** Over the wait itself: starting a thread and reading the card. */
const graceMs = 5_000;

/** Models that tell who is about to leave, each with its card. */
@Controller()
export class ModelsController {
  constructor(private readonly calls: InternalCalls) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/churn/models',
    summary: 'Train the churn models, try them out of time, and score everybody with the one that is in use then.',
    scopes: ['admin'],
    body: TrainModelDto,
    optionalBody: true,
    answers: { 201: 'The training is over: its card.', 202: 'It is still running: read the card by its id.' },
    refuses: ['in_progress', 'invalid_value'],
    idempotency: 'none',
  })
  async train({ caller, body }: EdgeRequest<TrainModelDto>): Promise<EdgeAnswer> {
    const { waitSeconds = waitSecondsDefault, ...task } = body;
    const deadlineMs = waitSeconds * 1_000 + graceMs;
    const { card } = await this.calls.send(trainModel, caller, { ...task, waitSeconds }, { deadlineMs });
    return new EdgeAnswer(card.status === 'running' ? 202 : 201, card);
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/churn/models',
    summary: 'Model cards, newest first.',
    scopes: ['admin'],
    query: ModelsQueryDto,
    answers: { 200: 'The cards.' },
  })
  async list({ caller, query }: EdgeRequest<never, ModelsQueryDto>): Promise<ListAnswer<ModelCardView>> {
    return newestAnswer((await this.calls.send(listModels, caller, { first: query.first ?? pageSizeMax })).cards);
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/churn/models/{id}',
    summary: 'One model card.',
    scopes: ['admin'],
    answers: { 200: 'The card.' },
    refuses: ['not_found'],
  })
  async read({ caller, params: { id = '' } }: EdgeRequest): Promise<ModelCardView> {
    if (!isUuid(id)) throw notFound('model');
    const { card } = await this.calls.send(readModel, caller, { modelId: id });
    if (!card) throw notFound('model');
    return card;
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/churn/models/rollback',
    summary: 'Put a model back that was in use before; scores follow within minutes.',
    scopes: ['admin'],
    body: RollbackModelDto,
    optionalBody: true,
    answers: { 200: 'The card of the model in use.' },
    refuses: ['not_found'],
    idempotency: 'none',
  })
  async rollback({ caller, body }: EdgeRequest<RollbackModelDto>): Promise<ModelCardView> {
    return (await this.calls.send(rollbackModel, caller, body)).card;
  }
}
