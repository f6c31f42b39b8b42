export interface ProgramSetting {
  readonly programId: string;
  /** Reporting currency. */
  readonly currency: string;
  /** IANA zone whose calendar days count. */
  readonly timeZone: string;
}

export abstract class ProgramSettings {
  abstract remember(settings: readonly ProgramSetting[]): Promise<void>;
  abstract find(programId: string): Promise<ProgramSetting | undefined>;
}
