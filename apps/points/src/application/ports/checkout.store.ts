import type { Checkout } from '../../domain/checkout.js';

/** Checkouts by id. Writes join the ambient transaction. */
export abstract class CheckoutStore {
  /**
   * The id comes from a key, which may be used again once it is forgotten: a checkout that is over makes room.
   * @returns false when the id is taken by one that still counts
   */
  abstract insert(programId: string, checkout: Checkout): Promise<boolean>;
  /** Locks until the commit, in the order of the ids, after receipts and before wallets; reads in a later statement. */
  abstract lock(programId: string, checkoutIds: readonly string[]): Promise<ReadonlyMap<string, Checkout>>;
  /** @param captures of checkouts that are locked */
  abstract capture(
    programId: string,
    captures: readonly { readonly checkoutId: string; readonly purchaseId: string }[],
  ): Promise<void>;
  abstract release(programId: string, checkoutId: string): Promise<void>;
}
