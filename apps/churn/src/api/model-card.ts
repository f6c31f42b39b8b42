import type { ModelCardView } from '#contracts/internal/churn';
import type { ModelRecord } from '../application/ports/models.js';
import { dayText } from '../domain/calendar-day.js';

/** A training as operators read it. */
export function modelCard(record: ModelRecord): ModelCardView {
  const { report } = record;
  const judged = report ? report.candidates[report.chosen] : undefined;
  return {
    id: record.modelId,
    version: `v${String(record.version)}`,
    status: record.status,
    requestedBy: record.requestedBy,
    asOf: record.asOf.toISOString(),
    horizonDays: record.horizonDays,
    seed: record.seed,
    startedAt: record.startedAt.toISOString(),
    finishedAt: record.finishedAt?.toISOString() ?? null,
    promotedAt: record.promotedAt?.toISOString() ?? null,
    failure: record.failure,
    model: report?.chosen ?? null,
    dataWindow: report?.dataWindow ?? null,
    population: report?.population ?? null,
    n: report?.n ?? null,
    baseRate: report?.baseRate ?? null,
    cut: report ? dayText(report.cutDay) : null,
    trainCut: report ? dayText(report.trainCutDay) : null,
    metrics: judged && 'auc' in judged ? judged : null,
    candidates: report?.candidates ?? null,
    calibration: report?.calibration ?? null,
    drift: report?.drift ?? null,
    closedForm: report?.closedForm ?? null,
    flags: report?.flags ?? [],
    skill: report?.skill ?? null,
    champion: report?.champion ?? null,
    decision: report?.decision ?? null,
    reason: report?.reason ?? null,
    scored: record.scored,
  };
}
