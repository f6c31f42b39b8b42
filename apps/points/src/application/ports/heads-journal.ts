/** Where the chain ends: kept outside the database too, so that cutting the chain's end off shows. */
export interface ChainHead {
  readonly number: number;
  /** Hexadecimal. */
  readonly link: string;
  readonly toTxid: number;
  readonly at: string;
}

export abstract class HeadsJournal {
  abstract append(head: ChainHead): Promise<void>;
}
