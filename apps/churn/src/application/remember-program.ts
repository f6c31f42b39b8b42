import { Injectable } from '@nestjs/common';
import { ProgramSettings, type ProgramSetting } from './ports/program-settings.js';

/** Keeps what this service must know of a programme: its zone and its reporting currency. */
@Injectable()
export class RememberProgram {
  constructor(private readonly settings: ProgramSettings) {}

  execute(settings: readonly ProgramSetting[]): Promise<void> {
    return this.settings.remember(settings);
  }
}
