export interface ProgramSetting {
  readonly programId: string;
  /** Reporting currency. */
  readonly currency: string;
  /** IANA zone whose calendar days count. */
  readonly timeZone: string;
}

export abstract class ProgramSettings {
  /** @returns the programmes that were not known before */
  abstract remember(settings: readonly ProgramSetting[]): Promise<string[]>;
  abstract find(programId: string): Promise<ProgramSetting | undefined>;
  abstract list(): Promise<ProgramSetting[]>;
}
