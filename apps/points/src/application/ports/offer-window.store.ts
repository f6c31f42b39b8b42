import type { OfferWindowState, WindowChange } from '../../domain/campaigns/earning.js';

export interface NewOfferWindow {
  readonly memberId: string;
  readonly campaign: string;
  /** The event that opened it. */
  readonly eventId: string;
  readonly openedAt: Date;
  /** The last instant inside it. */
  readonly closesAt: Date;
}

export type MemberWindow = OfferWindowState & { readonly memberId: string };
export type MemberWindowChange = WindowChange & { readonly memberId: string };

/** Offers that are open for members. Protected by the lock of the member's wallet; everything joins the ambient transaction. */
export abstract class OfferWindowStore {
  /**
   * Opens windows, each event at most one an offer.
   * @returns those that this call opened
   */
  abstract open(programId: string, windows: readonly NewOfferWindow[]): Promise<MemberWindow[]>;

  /** Windows of these members that are not completed and reach into [from, until]. */
  abstract findOpen(
    programId: string,
    question: { readonly memberIds: readonly string[]; readonly from: Date; readonly until: Date },
  ): Promise<MemberWindow[]>;

  abstract save(programId: string, changes: readonly MemberWindowChange[]): Promise<void>;
}
