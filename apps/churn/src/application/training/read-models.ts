import { Injectable } from '@nestjs/common';
import { type ModelRecord, Models } from '../ports/models.js';
import { ModelNotFoundError } from './training-refusals.js';

/** Model cards, newest first. */
@Injectable()
export class ReadModels {
  constructor(private readonly models: Models) {}

  list(programId: string, first: number): Promise<ModelRecord[]> {
    return this.models.list(programId, first);
  }

  /** @throws ModelNotFoundError */
  async find(programId: string, modelId: string): Promise<ModelRecord> {
    const found = await this.models.find(programId, modelId);
    if (!found) throw new ModelNotFoundError();
    return found;
  }

  /** The one in use. */
  async inUse(programId: string): Promise<ModelRecord | undefined> {
    const modelId = await this.models.championId(programId);
    return modelId === undefined ? undefined : this.models.find(programId, modelId);
  }
}
