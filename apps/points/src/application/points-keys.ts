/** Secrets of this service, from its environment. */
export class PointsKeys {
  constructor(
    /** Derives claim codes: changing it makes printed codes worthless. */
    readonly claimKey: string,
    /** Fingerprints member references: changing it makes repeated posts under another spelling look like the first. */
    readonly referenceKey: string,
    /** Signs ledger transactions: what was signed under another key no longer verifies. */
    readonly ledgerKey: string,
  ) {}
}
