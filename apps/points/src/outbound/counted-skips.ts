import { counter } from '#platform/telemetry/metrics';
import { SkippedEarnings } from '../application/ports/skipped-earnings.js';

const skippedEarnings = counter({
  name: 'keepsake_points_skipped_earnings_total',
  help: 'What happened to members and earns nothing, because they may not earn now, by reason.',
  labelNames: ['reason'] as const,
});

export class CountedSkips extends SkippedEarnings {
  override tell(reason: string): void {
    skippedEarnings.inc({ reason });
  }
}
