/** Facts of one batch may come from several programmes; each is counted under its own zone and ladder. */
export function byProgram<Fact extends { readonly programId: string }>(facts: readonly Fact[]): Map<string, Fact[]> {
  return Map.groupBy(facts, ({ programId }) => programId);
}
