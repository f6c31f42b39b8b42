/** Bounds of one GraphQL request, published in docs/graphql.md. */
export const requestBytesMax = 100_000;
export const tokensMax = 2_000;
/** Levels of fields; standard introspection is not counted. */
export const depthMax = 12;
export const aliasesMax = 30;
/** By the formula of operation-cost.ts: the member query with six benefits, for a page of 200 members, costs about 50,000. */
export const costMax = 100_000;
/** Mistakes told of one request. */
export const errorsMax = 10;
