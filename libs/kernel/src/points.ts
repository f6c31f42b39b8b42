/** Whole points. In the database a bigint; in memory and in JSON a number, |n| ≤ 2^53 − 1. */
export type Points = number;

/** Whole minor units of a currency (fen, pence): a bigint in the database, a number elsewhere, |n| ≤ 2^53 − 1. */
export type Minor = number;
