import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { Caller } from '#contracts/internal/call';
import type { RecommendationView } from '#contracts/internal/recommendations';
import { calendarDay, dayText, startOfDay } from '../domain/calendar-day.js';
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
    const today = calendarDay(this.clock.now(), timeZone);
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
  return {
    kind: reason.kind,
    sku,
    reason: reasonText(locale, reason, dayText),
    confidence: Math.min(1, score),
    dueAt: reason.kind === 'replenish' ? startOfDay(reason.dueDay, timeZone).toISOString() : null,
  };
}
