/** Bounds of the public API. A module of its own: callers of the API know them without loading the validators. */
export const linesPerReceiptMax = 5_000;
export const receiptsPerBatchMax = 500;
export const couponsPerPurchaseMax = 20;
export const textLengthMax = 256;
export const naturalIdLengthMax = 64;
export const metadataPairsMax = 50;
export const integerMax = Number.MAX_SAFE_INTEGER;
/** Purchases a page of a back-test: while it is evaluated, postings wait. */
export const backTestPageMax = 500;
