/** What RFM ranks members by. */
export interface RfmInput {
  /** Days since the last purchase. */
  readonly recencyDays: number;
  /** Days with a purchase. */
  readonly frequency: number;
  /** Mean or total value, in any money. */
  readonly monetary: number;
}

/** 1 (worst fifth) … 5 (best fifth) each. */
export interface RfmScore {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

const fifths = 5;

/**
 * Quintiles of recency, frequency and monetary value. Members with equal values get equal scores, by their middle rank: quintiles
 * cut by position would tell members apart who did the same.
 *
 * @param members shape (members)
 * @returns shape (members), same order
 * Source: Hughes (1994), Strategic database marketing; mid-ranks for ties.
 */
export function scoreRfm(members: readonly RfmInput[]): RfmScore[] {
  const recency = quintiles(members.map(({ recencyDays }) => -recencyDays));
  const frequency = quintiles(members.map((member) => member.frequency));
  const monetary = quintiles(members.map((member) => member.monetary));
  return members.map((_, index) => ({
    recency: recency[index] ?? 1,
    frequency: frequency[index] ?? 1,
    monetary: monetary[index] ?? 1,
  }));
}

function quintiles(values: readonly number[]): number[] {
  return midRankShares(values).map((share) => Math.min(fifths, 1 + Math.floor(share * fifths)));
}

/**
 * The share of members below each value, those with the same value counted half.
 * @returns shape (values), each strictly between 0 and 1
 */
export function midRankShares(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const shares = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (const index of order.slice(start, end)) shares[index] = (start + end) / (2 * values.length);
    start = end;
  }
  return shares;
}
