import type { RecommendationReason } from './recommend.js';

type Locale = 'en' | 'zh';

/** Why an item is recommended, in words. @param day writes a whole day since 1970 as a date */
export function reasonText(locale: Locale, reason: RecommendationReason, day: (day: number) => string): string {
  if (reason.kind === 'replenish') {
    const [last, due] = [day(reason.lastDay), day(reason.dueDay)];
    return locale === 'zh'
      ? `上次购买：${last}，预计 ${due} 需要补货。`
      : `Bought last on ${last}, due again about ${due}.`;
  }
  if (reason.kind === 'bought_together') {
    return locale === 'zh'
      ? `常与您买过的 ${reason.with} 一起购买。`
      : `Often bought together with ${reason.with}, which you bought.`;
  }
  return locale === 'zh' ? `近期有 ${reason.members} 位会员购买。` : `${reason.members} members bought it lately.`;
}
