import type { BasketFact, ItemModel } from '../../domain/recommending/item-model.js';
import type { ItemHistory } from '../../domain/recommending/recommend.js';

/** What was learned of a programme's items, and what it is learned from. Voided purchases do not count. */
export abstract class ItemModels {
  /** Receipts of members before an instant, the newest first where there are more than asked for. */
  abstract readBaskets(question: {
    readonly programId: string;
    readonly timeZone: string;
    readonly from: Date;
    readonly to: Date;
    readonly receiptsMax: number;
  }): Promise<BasketFact[]>;

  /** Puts a new model in the place of the old one. */
  abstract replace(programId: string, learned: { readonly model: ItemModel; readonly asOf: Date }): Promise<void>;

  /** Of when the programme's model is; undefined where there is none. */
  abstract learnedAt(programId: string): Promise<Date | undefined>;

  /** The part of the model that says something about these items; undefined where there is none. */
  abstract read(programId: string, skus: readonly string[]): Promise<ItemModel | undefined>;

  /** By member id: what members bought of each item, of the newest `itemsMax`. */
  abstract readHistories(question: {
    readonly programId: string;
    readonly timeZone: string;
    readonly memberIds: readonly string[];
    readonly itemsMax: number;
  }): Promise<ReadonlyMap<string, readonly ItemHistory[]>>;
}
