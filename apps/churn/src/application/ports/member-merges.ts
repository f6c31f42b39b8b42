import type { TouchedMember } from './purchase-facts.js';

export interface MemberMerge {
  readonly programId: string;
  readonly mergedId: string;
  readonly survivorId: string;
  readonly mergedAt: string;
}

/** Members who turned out to be one: what is known of the merged one is the survivor's from then on. */
export abstract class MemberMerges {
  /**
   * In any order with each other and with the facts of both; done twice it is done once. What comes for the merged member later goes
   * to the survivor.
   * @returns who has the facts now; undefined where nothing changed
   */
  abstract merge(merge: MemberMerge): Promise<TouchedMember | undefined>;
}
