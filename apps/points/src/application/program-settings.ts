import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { type PointsSettings, settingsOf } from '../domain/points-settings.js';
import { PointsSettingsStore, type ProgramFacts } from './ports/points-settings.store.js';

/** A change takes effect in every process within this time. */
const staleAfterMs = 1_000;
const programsMax = 1_000;
const zoneDefault = 'UTC';

export interface KnownProgram {
  readonly settings: PointsSettings;
  /** 0 where nobody has written settings. */
  readonly version: number;
  /** Undefined for a moment after its creation, until the news has come. */
  readonly facts: ProgramFacts | undefined;
}

interface Loaded {
  readonly program: Promise<KnownProgram>;
  readonly atMs: number;
}

/** How a programme lets points be earned and spent, as each process keeps it. */
@Injectable()
export class ProgramSettings {
  private readonly loaded = new Map<string, Loaded>();

  constructor(
    private readonly store: PointsSettingsStore,
    private readonly clock: Clock,
  ) {}

  for(programId: string): Promise<KnownProgram> {
    const nowMs = this.clock.now().getTime();
    const known = this.loaded.get(programId);
    if (known && Math.abs(nowMs - known.atMs) < staleAfterMs) return known.program;
    const program = this.load(programId);
    if (this.loaded.size >= programsMax) this.loaded.clear();
    this.loaded.set(programId, { program, atMs: nowMs });
    // A failed load is tried again by the next caller.
    program.catch(() => this.loaded.delete(programId));
    return program;
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
