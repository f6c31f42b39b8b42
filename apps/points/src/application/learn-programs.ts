import { Injectable } from '@nestjs/common';
import { PointsSettingsStore, type ProgramFacts } from './ports/points-settings.store.js';

/** Keeps the zone and currency of programmes, told by members. */
@Injectable()
export class LearnPrograms {
  constructor(private readonly store: PointsSettingsStore) {}

  async execute(programs: readonly ProgramFacts[]): Promise<void> {
    await this.store.rememberPrograms(programs);
  }
}
