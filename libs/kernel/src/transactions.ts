/**
 * Makes everything that stores do inside `work` one commit. Calls inside a running transaction join it; on a deadlock or a
 * serialisation failure the whole of `work` is run again, so it must have no effect outside the database.
 */
export abstract class Transactions {
  abstract run<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Runs `work` outside a surrounding transaction, on connections of its own. Nothing inside the surrounding one may wait for it:
   * every connection may be held by one that does.
   */
  abstract apart<T>(work: () => Promise<T>): Promise<T>;
}
