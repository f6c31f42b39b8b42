/** With its fields in one order, so that equal content is equal text. */
export function canonical(value: unknown): string {
  const sorted = (_key: string, each: unknown): unknown =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each;
  return JSON.stringify([value], sorted);
}
