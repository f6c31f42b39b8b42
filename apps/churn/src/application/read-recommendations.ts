import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '#kernel/clock';
import type { Caller } from '#contracts/internal/call';
import type { RecommendationView } from '#contracts/internal/recommendations';
import { recommend, type Recommended } from '../domain/recommending/recommend.js';
import { reasonText } from '../domain/recommending/reason-texts.js';
import { ItemModels } from './ports/item-models.js';
import { ProgramSettings } from './ports/program-settings.js';

/** Items of a member that are looked at, the newest first. */
const itemsMax = 200;

/** What members may want next, from their own purchases and what all members together buy. */
@Injectable()
export class ReadRecommendations {
  constructor(
    private readonly models: ItemModels,
    private readonly programs: ProgramSettings,
    private readonly clock: Clock,
  ) {}

  /** @returns one list a member, same order; empty until the items of the programme were learned */
  async execute(
    { programId, locale }: Caller,
    { memberIds, first }: { readonly memberIds: readonly string[]; readonly first: number },
  ): Promise<RecommendationView[][]> {
    const timeZone = (await this.programs.find(programId))?.timeZone ?? 'UTC';
    const histories = await this.models.readHistories({ programId, timeZone, memberIds, itemsMax });
    const skus = [...new Set([...histories.values()].flatMap((items) => items.map(({ sku }) => sku)))];
    const model = await this.models.read(programId, skus);
    if (!model) return memberIds.map(() => []);
    const today = daysSince1970(this.clock.now(), timeZone);
    return memberIds.map((memberId) =>
      recommend({ history: histories.get(memberId) ?? [], model, today, first }).map((each) =>
        viewOf(each, { locale, timeZone }),
      ),
    );
  }
}

function viewOf(
  { sku, score, reason }: Recommended,
  { locale, timeZone }: { readonly locale: 'en' | 'zh'; readonly timeZone: string },
): RecommendationView {
  const localDay = (day: number): DateTime => DateTime.fromISO('1970-01-01', { zone: timeZone }).plus({ days: day });
  return {
    kind: reason.kind,
    sku,
    reason: reasonText(locale, reason, (day) => localDay(day).toISODate() ?? ''),
    confidence: Math.min(1, score),
    dueAt: reason.kind === 'replenish' ? localDay(reason.dueDay).toUTC().toISO() : null,
  };
}

function daysSince1970(at: Date, zone: string): number {
  const local = DateTime.fromJSDate(at, { zone });
  return Math.floor(Date.UTC(local.year, local.month - 1, local.day) / (24 * 60 * 60 * 1000));
}
