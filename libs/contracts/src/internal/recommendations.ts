import { defineCall } from './call.js';

export interface RecommendationView {
  /** Why: replenish, bought_together, popular. */
  readonly kind: string;
  readonly sku: string;
  readonly reason: string;
  /** The chance that the next receipt holds it, 0 … 1, as far as the score can be read as one. */
  readonly confidence: number;
  /** When an item that the member takes again and again is due; null for the others. */
  readonly dueAt: string | null;
}

/** What members may want next, best first, at most `first` each; same order as asked. Empty until items were learned once. */
export const readRecommendations = defineCall<
  { memberIds: readonly string[]; first: number },
  { lists: readonly (readonly RecommendationView[])[] }
>('churn', 'recommendations/read');
