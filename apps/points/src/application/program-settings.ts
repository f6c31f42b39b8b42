import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { type PointsSettings, settingsOf } from '../domain/points-settings.js';
import { PointsSettingsStore, type ProgramFacts } from './ports/points-settings.store.js';
import { ProgramCache } from './program-cache.js';

/** A change takes effect in every process within a second. */
const freshness = { refreshAfterMs: 400, freshMsMax: 900 };
const zoneDefault = 'UTC';

export interface KnownProgram {
  readonly settings: PointsSettings;
  /** 0 where nobody has written settings. */
  readonly version: number;
  /** Undefined for a moment after its creation, until the news has come. */
  readonly facts: ProgramFacts | undefined;
}

/** How a programme lets points be earned and spent, as each process keeps it. */
@Injectable()
export class ProgramSettings {
  private readonly programs: ProgramCache<KnownProgram>;

  constructor(
    private readonly store: PointsSettingsStore,
    transactions: Transactions,
    clock: Clock,
  ) {
    this.programs = new ProgramCache((programId) => this.load(programId), freshness, transactions, clock);
  }

  for(programId: string): Promise<KnownProgram> {
    return this.programs.get(programId);
  }

  private async load(programId: string): Promise<KnownProgram> {
    // One after the other: within a transaction both use its one connection.
    const stored = await this.store.findNewest(programId);
    const facts = await this.store.findProgram(programId);
    return { settings: settingsOf(stored?.document ?? {}), version: stored?.version ?? 0, facts };
  }
}

/** Where days begin and end; universal time while the programme's zone is not known here. */
export function zoneOf({ facts }: KnownProgram): string {
  return facts?.timeZone ?? zoneDefault;
}
