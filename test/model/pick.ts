/** One of what is there, whichever number was drawn; undefined where there is nothing. */
export function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)];
}
