import { Injectable } from '@nestjs/common';
import { ProgramSettings, type ProgramSetting } from './ports/program-settings.js';
import { PurchaseFacts } from './ports/purchase-facts.js';

/** Keeps what this service must know of a programme: its zone and its reporting currency. */
@Injectable()
export class RememberProgram {
  constructor(
    private readonly settings: ProgramSettings,
    private readonly facts: PurchaseFacts,
  ) {}

  /** Purchases may have come first: their days were those of UTC until now. */
  async execute(settings: readonly ProgramSetting[]): Promise<void> {
    const added = await this.settings.remember(settings);
    if (added.length > 0) await this.facts.recount(added);
  }
}
