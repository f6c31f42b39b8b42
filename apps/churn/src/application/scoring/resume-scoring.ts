import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../ports/background-work.js';
import { ScoringRuns } from '../ports/scoring-runs.js';

/** A worker tells that it is at it every 50,000 members, seconds apart. */
const silentMsMax = 5 * 60 * 1000;

/** Goes on with what a crash broke off. */
@Injectable()
export class ResumeScoring {
  constructor(
    private readonly runs: ScoringRuns,
    private readonly work: BackgroundWork,
  ) {}

  /** @returns runs that were gone on with */
  async execute(now: Date): Promise<number> {
    const abandoned = await this.runs.abandoned(new Date(now.getTime() - silentMsMax));
    for (const { programId, asOf } of abandoned) await this.work.run({ kind: 'score', programId, asOf });
    return abandoned.length;
  }
}
