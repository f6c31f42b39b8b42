import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { RiskDimension } from '../../domain/watch/risk-cells.js';
import { ProgramSettings } from '../ports/program-settings.js';
import { type AlertRecord, type RiskCellRow, Watch } from '../ports/watch.js';
import { AlertNotFoundError } from './watch-refusals.js';

/** Risk by part of the programme, night by night, and the alerts that were raised. */
@Injectable()
export class ReadWatch {
  constructor(
    private readonly watch: Watch,
    private readonly settings: ProgramSettings,
    private readonly clock: Clock,
  ) {}

  async risk(
    programId: string,
    by: RiskDimension,
    window: { readonly from: string | undefined; readonly to: string | undefined },
  ): Promise<{ readonly cells: RiskCellRow[]; readonly currency: string }> {
    const [cells, program] = await Promise.all([
      this.watch.cells(programId, by, window),
      this.settings.find(programId),
    ]);
    return { cells, currency: program?.currency ?? 'CNY' };
  }

  alerts(programId: string, first: number, isOpenOnly: boolean): Promise<AlertRecord[]> {
    return this.watch.alerts(programId, first, isOpenOnly);
  }

  /** @throws AlertNotFoundError */
  async acknowledge(programId: string, alertId: string, by: string): Promise<AlertRecord> {
    const acknowledged = await this.watch.acknowledge(programId, alertId, by, this.clock.now());
    if (!acknowledged) throw new AlertNotFoundError();
    return acknowledged;
  }
}
