import { Injectable } from '@nestjs/common';
import type { PercentileScale } from '../../domain/scoring/percentile-scale.js';
import { ServingModel } from '../../domain/scoring/serving-model.js';
import { Models } from '../ports/models.js';
import { ProgramSettings, type ProgramSetting } from '../ports/program-settings.js';
import { Scores } from '../ports/scores.js';

/** What a programme's members are scored with. */
export interface ScoringContext {
  readonly program: ProgramSetting;
  readonly version: string;
  readonly model: ServingModel;
}

export const versionName = (version: number): string => `v${String(version)}`;

interface Prepared extends ScoringContext {
  readonly modelId: string;
}

/** Models in use, made ready once: which one it is, is asked every time, because a training or a rollback may have changed it. */
@Injectable()
export class ServingModels {
  private readonly prepared = new Map<string, Prepared>();

  constructor(
    private readonly models: Models,
    private readonly settings: ProgramSettings,
    private readonly scores: Scores,
  ) {}

  /** @returns undefined where no model is in use */
  async find(programId: string): Promise<ScoringContext | undefined> {
    const modelId = await this.models.championId(programId);
    if (modelId === undefined) {
      this.prepared.delete(programId);
      return undefined;
    }
    const known = this.prepared.get(programId);
    if (known?.modelId === modelId) return known;
    const [champion, program] = await Promise.all([this.models.champion(programId), this.settings.find(programId)]);
    if (!champion || !program) return undefined;
    const prepared = {
      modelId: champion.modelId,
      program,
      version: versionName(champion.version),
      model: new ServingModel(champion.model),
    };
    this.prepared.set(programId, prepared);
    return prepared;
  }

  /** The night that percentiles compare with. */
  snapshot(programId: string): Promise<PercentileScale | undefined> {
    return this.scores.snapshot(programId);
  }
}
