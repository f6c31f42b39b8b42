import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { acknowledgeAlert, type AlertView, listAlerts, readRisk } from '#contracts/internal/churn';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import type { AlertRecord } from '../application/ports/watch.js';
import { ReadWatch } from '../application/watch/read-watch.js';

@Controller()
export class WatchController {
  constructor(private readonly watch: ReadWatch) {}

  @InternalCall(readRisk)
  async risk(@Body() { by, from, to }: RequestOf<typeof readRisk>): Promise<ResponseOf<typeof readRisk>> {
    const { cells, currency } = await this.watch.risk(currentCaller().programId, by, { from, to });
    return {
      cells: cells.map(({ valueMinor, lossMinor, clvMinor, ...cell }) => ({
        ...cell,
        valueIfRetained: { amountMinor: valueMinor, currency },
        expectedLoss: { amountMinor: lossMinor, currency },
        clv: { amountMinor: clvMinor, currency },
      })),
    };
  }

  @InternalCall(listAlerts)
  async alerts(@Body() { first, open }: RequestOf<typeof listAlerts>): Promise<ResponseOf<typeof listAlerts>> {
    return { alerts: (await this.watch.alerts(currentCaller().programId, first, open)).map(alertView) };
  }

  @InternalCall(acknowledgeAlert)
  async acknowledge(
    @Body() { alertId }: RequestOf<typeof acknowledgeAlert>,
  ): Promise<ResponseOf<typeof acknowledgeAlert>> {
    const { programId, actor } = currentCaller();
    return { alert: alertView(await this.watch.acknowledge(programId, alertId, actor.id)) };
  }
}

function alertView({ alertId, raisedAt, acknowledgedAt, ...alert }: AlertRecord): AlertView {
  return {
    ...alert,
    id: alertId,
    raisedAt: raisedAt.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  };
}
