/**
 * One text for one JSON value: keys in code-unit order, no white space, numbers in their shortest form; absent is the same as
 * `undefined`. Arrays keep their order, because it carries meaning.
 * Source: RFC 8785 (JSON Canonicalization Scheme).
 *
 * @param textOf what a text stands for, where several texts say the same (an instant in two zones)
 * @throws TypeError for what JSON cannot say: NaN, infinities, functions, bigint
 */
export function canonicalJson(value: unknown, textOf: (text: string) => string = (text) => text): string {
  if (typeof value === 'string') return JSON.stringify(textOf(value));
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null, textOf)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`JSON has no ${typeof value} like this.`);
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member, textOf)}`;
  }
  return `{${text}}`;
}
