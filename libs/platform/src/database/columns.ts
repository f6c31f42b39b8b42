/**
 * Parameters of set-based statements: one column of many rows as one text. The driver's own array encoding escapes every value
 * with two regular expressions; most columns here need none.
 */

/** Ids, numbers and words of our own: nothing that an array literal would need quotes for. */
export function plainColumn(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

export function instantColumn(values: readonly (Date | null)[]): string {
  // The rows of a group share nearly all of their instants, and the text of an instant is dear.
  let [knownMs, known] = [Number.NaN, ''];
  const textOf = (value: Date): string => {
    const ms = value.getTime();
    if (ms !== knownMs) [knownMs, known] = [ms, value.toISOString()];
    return known;
  };
  return plainColumn(values.map((value) => value && textOf(value)));
}

/** Text that came from outside. */
export function textColumn(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}

/** JSON documents, for `string_to_array($n, E'\x01')`: the separator stands in no JSON text. An absent one is JSON's null. */
export function documentColumn(values: readonly (object | null)[]): string {
  return values.map((value) => JSON.stringify(value)).join('\u0001');
}
