import type { PointsSettingsDocument } from '../../domain/points-settings.js';

export interface StoredSettings {
  /** From 1. */
  readonly version: number;
  readonly document: PointsSettingsDocument;
  readonly contentHash: string;
  readonly recordedAt: Date;
}

/** What points knows of a programme from its creation. */
export interface ProgramFacts {
  readonly programId: string;
  /** Reporting currency. */
  readonly currency: string;
  /** IANA zone: its days are the programme's. */
  readonly timeZone: string;
}

export abstract class PointsSettingsStore {
  /** The newest version; undefined where nobody has written one. */
  abstract findNewest(programId: string): Promise<StoredSettings | undefined>;
  /** @returns false when the version is taken: somebody was faster */
  abstract insert(
    programId: string,
    settings: StoredSettings,
    actor: { readonly type: string; readonly id: string },
  ): Promise<boolean>;

  /** A programme's facts never change. */
  abstract rememberPrograms(programs: readonly ProgramFacts[]): Promise<void>;
  abstract findProgram(programId: string): Promise<ProgramFacts | undefined>;
}
