import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { listModels, readModel, rollbackModel, trainModel } from '#contracts/internal/churn';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReadModels } from '../application/training/read-models.js';
import { RequestTraining } from '../application/training/request-training.js';
import { RollbackModel } from '../application/training/rollback-model.js';
import { modelCard } from './model-card.js';

@Controller()
export class ModelsController {
  constructor(
    private readonly requestTraining: RequestTraining,
    private readonly models: ReadModels,
    private readonly rollback: RollbackModel,
  ) {}

  @InternalCall(trainModel)
  async train(
    @Body() { asOf, horizonDays, waitSeconds }: RequestOf<typeof trainModel>,
  ): Promise<ResponseOf<typeof trainModel>> {
    const { programId, actor } = currentCaller();
    const record = await this.requestTraining.execute({
      programId,
      requestedBy: actor.id,
      asOf: asOf === undefined ? undefined : new Date(asOf),
      horizonDays,
      waitMs: waitSeconds * 1000,
    });
    return { card: modelCard(record) };
  }

  @InternalCall(listModels)
  async list(@Body() { first }: RequestOf<typeof listModels>): Promise<ResponseOf<typeof listModels>> {
    return { cards: (await this.models.list(currentCaller().programId, first)).map(modelCard) };
  }

  @InternalCall(readModel)
  async read(@Body() { modelId }: RequestOf<typeof readModel>): Promise<ResponseOf<typeof readModel>> {
    const { programId } = currentCaller();
    if (modelId !== undefined) return { card: modelCard(await this.models.find(programId, modelId)) };
    const inUse = await this.models.inUse(programId);
    return { card: inUse ? modelCard(inUse) : null };
  }

  @InternalCall(rollbackModel)
  async rollBack(@Body() { version }: RequestOf<typeof rollbackModel>): Promise<ResponseOf<typeof rollbackModel>> {
    return { card: modelCard(await this.rollback.execute(currentCaller().programId, version)) };
  }
}
