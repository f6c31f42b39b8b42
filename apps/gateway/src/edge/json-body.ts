import { isUtf8 } from 'node:buffer';
import { Refusal } from '#contracts/errors/refusals';
import { shapeRefusal } from '#platform/validation/compile-dto';

export const bodyBytesMax = 8 * 1024 * 1024;
const nestingMax = 64;
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const letterU = 0x75;
const openers = new Set([0x5b, 0x7b]);
const closers = new Set([0x5d, 0x7d]);
// A byte says at once whether it matters outside a text: the scan is one look-up a byte (about 1 ns).
const mattersOutsideText = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === quote || byte === colon || openers.has(byte) || closers.has(byte) ? 1 : 0,
);

/**
 * Reads a JSON body that may be hostile: valid UTF-8, at most 64 levels deep (counted before anything is built), no name twice in
 * an object, no `__proto__` and no `constructor` object, and no text that a database or a UTF-8 encoder refuses (NUL, lone
 * surrogates).
 *
 * @throws Refusal malformed, unknown_field, invalid_value
 */
export function parseJsonBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new Refusal('malformed', 'The body is not valid UTF-8.');
  const { nesting, names, unicodeEscapes } = scan(body);
  if (nesting > nestingMax) throw new Refusal('malformed', `The body is nested deeper than ${nestingMax} levels.`);
  const value = parse(body.toString('utf8'));
  // In valid UTF-8 JSON, NUL and lone surrogates can only come from \u escapes: without one no text needs a look.
  if (inspect(value, '', unicodeEscapes) !== names)
    throw new Refusal('malformed', 'An object has the same name twice.');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('malformed', 'The body is not valid JSON.');
  }
}

interface Scan {
  readonly nesting: number;
  /** Colons outside texts: so many names the text has, and so many keys the value must have. */
  readonly names: number;
  readonly unicodeEscapes: boolean;
}

function scan(body: Buffer): Scan {
  let depth = 0;
  let nesting = 0;
  let names = 0;
  let unicodeEscapes = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (mattersOutsideText[byte] === 0) continue;
    if (byte === colon) names += 1;
    else if (openers.has(byte)) nesting = Math.max(nesting, (depth += 1));
    else if (closers.has(byte)) depth -= 1;
    else {
      at += 1;
      while (at < body.length && body[at] !== quote) {
        if (body[at] === backslash) {
          at += 1;
          unicodeEscapes ||= body[at] === letterU;
        }
        at += 1;
      }
    }
  }
  return { nesting, names, unicodeEscapes };
}

/** Counts the keys of a value at most 64 levels deep, and refuses what must not be in it. */
function inspect(value: unknown, pointer: string, looksAtTexts: boolean): number {
  if (typeof value === 'string') {
    if (looksAtTexts) assertText(value, pointer);
    return 0;
  }
  if (typeof value !== 'object' || value === null) return 0;
  let names = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1)
      names += inspect(value[index], looksAtTexts ? `${pointer}/${index}` : '', looksAtTexts);
    return names;
  }
  for (const key of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (key === '__proto__' || (key === 'constructor' && typeof member === 'object')) refuseName(key, pointer);
    if (looksAtTexts) assertText(key, pointer);
    names += 1 + inspect(member, looksAtTexts ? `${pointer}/${key}` : '', looksAtTexts);
  }
  return names;
}

function refuseName(name: string, pointer: string): never {
  const detail = `${name} is not a known field.`;
  throw shapeRefusal([{ pointer: `${pointer}/${name}`, code: 'unknown_field', detail }]);
}

function assertText(text: string, pointer: string): void {
  if (isStorable(text)) return;
  const field = pointer.slice(1).toWellFormed().replaceAll('\0', '').slice(0, 64);
  const detail = `${field === '' ? 'The body' : field} holds a character that is not allowed (NUL or half a surrogate pair).`;
  throw shapeRefusal([{ pointer: `/${field}`, code: 'invalid_value', detail }]);
}

/** Whether a text can be stored and sent on: no NUL, no lone surrogate. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
