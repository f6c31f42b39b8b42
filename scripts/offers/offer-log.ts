import { createHash } from 'node:crypto';
import { jsonLines, UnreadableLogError } from './json-lines.js';

const centsPerUnit = 100;
const hoursPerDay = 24;
const idLengthMax = 32;
const offerKinds = ['bogo', 'discount', 'informational'] as const;

/** An offer of the portfolio; amounts in cents. */
export interface Offer {
  readonly id: string;
  /** bogo: the first single purchase above the difficulty · discount: purchases that sum to it · informational: never completes. */
  readonly kind: (typeof offerKinds)[number];
  readonly difficultyMinor: number;
  readonly rewardMinor: number;
  readonly durationHours: number;
}

/** Something that a member did; `hour` counts from the log's origin. */
export interface LoggedAct {
  /** Natural id: the same row of the same log has it again. */
  readonly id: string;
  readonly member: string;
  readonly hour: number;
  readonly act:
    | { readonly type: 'received' | 'viewed'; readonly offerId: string }
    | { readonly type: 'purchase'; readonly amountMinor: number };
}

export interface Completion {
  readonly member: string;
  readonly offerId: string;
  readonly hour: number;
}

export interface OfferLog {
  readonly offers: readonly Offer[];
  /** Members by id, with the day they joined (yyyy-mm-dd) where the profile says it. */
  readonly members: ReadonlyMap<string, { readonly joinedOn?: string }>;
  /** In the order of the file. */
  readonly acts: readonly LoggedAct[];
  /** The answers: what the log says was completed. */
  readonly completions: readonly Completion[];
}

export interface OfferLogPaths {
  readonly portfolio: string;
  readonly profile: string;
  readonly transcript: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Reads a log of offers: JSON lines, plain or gzip. @throws UnreadableLogError naming file and line */
export async function readOfferLog({ portfolio, profile, transcript }: OfferLogPaths): Promise<OfferLog> {
  const offers: Offer[] = [];
  for await (const { row, where } of jsonLines(portfolio)) offers.push(offerOf(row, where));
  const members = new Map<string, { joinedOn?: string }>();
  for await (const { row, where } of jsonLines(profile)) members.set(text(row, 'id', where), joinedOf(row));
  const known = new Set(offers.map(({ id }) => id));
  const acts: LoggedAct[] = [];
  const completions: Completion[] = [];
  const ids = new RowIds();
  for await (const { row, where } of jsonLines(transcript)) {
    const member = text(row, 'person', where);
    const hour = amount(row, 'time', where);
    if (!members.has(member)) members.set(member, {});
    const value = objectOf(row, where);
    const offerId = (): string => offerIdOf(value, known, where);
    const event = text(row, 'event', where);
    if (event === 'offer completed') completions.push({ member, offerId: offerId(), hour });
    else acts.push({ id: ids.of(row), member, hour, act: actOf(event, value, { offerId, where }) });
  }
  return { offers, members, acts, completions };
}

function actOf(event: string, value: Row, { offerId, where }: { offerId: () => string; where: string }) {
  if (event === 'offer received') return { type: 'received', offerId: offerId() } as const;
  if (event === 'offer viewed') return { type: 'viewed', offerId: offerId() } as const;
  if (event === 'transaction') return { type: 'purchase', amountMinor: cents(amount(value, 'amount', where)) } as const;
  throw new UnreadableLogError(`${where}: the event ${JSON.stringify(event)} is not known.`);
}

function offerOf(row: Row, where: string): Offer {
  const kind = offerKinds.find((known) => known === row['offer_type']);
  if (!kind) throw new UnreadableLogError(`${where}: offer_type must be one of ${offerKinds.join(', ')}.`);
  return {
    id: text(row, 'id', where),
    kind,
    difficultyMinor: cents(amount(row, 'difficulty', where)),
    rewardMinor: cents(amount(row, 'reward', where)),
    durationHours: amount(row, 'duration', where) * hoursPerDay,
  };
}

function joinedOf(row: Row): { joinedOn?: string } {
  const raw = row['became_member_on'];
  const day = typeof raw === 'string' || typeof raw === 'number' ? String(raw) : '';
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(day) ?? [];
  return year && month && date ? { joinedOn: `${year}-${month}-${date}` } : {};
}

/** The log writes `offer id` where an offer is received or viewed and `offer_id` where it is completed. */
function offerIdOf(value: Row, known: ReadonlySet<string>, where: string): string {
  const id = value['offer id'] ?? value['offer_id'];
  if (typeof id !== 'string' || !known.has(id)) {
    throw new UnreadableLogError(`${where}: it names no offer of the portfolio.`);
  }
  return id;
}

function objectOf(row: Row, where: string): Row {
  const value = row['value'];
  if (typeof value !== 'object' || value === null) throw new UnreadableLogError(`${where}: value must be an object.`);
  return value as Row;
}

function text(row: Row, field: string, where: string): string {
  const value = row[field];
  if (typeof value !== 'string' || value === '') throw new UnreadableLogError(`${where}: ${field} must be a text.`);
  return value;
}

function amount(row: Row, field: string, where: string): number {
  const value = row[field];
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new UnreadableLogError(`${where}: ${field} must be a number, 0 or above.`);
  }
  return value;
}

/** Nearest cent: the log writes 0.83 as 0.8300000000000001, too. */
function cents(units: number): number {
  return Math.round(units * centsPerUnit);
}

/** Ids by content, so that a log that is sent again, or in another order, sends the same; equal rows are told apart by their count. */
class RowIds {
  private readonly seen = new Map<string, number>();

  of(row: Row): string {
    const key = JSON.stringify([row['person'], row['event'], row['time'], row['value']]);
    const before = this.seen.get(key) ?? 0;
    this.seen.set(key, before + 1);
    return createHash('sha256')
      .update(`${key}#${String(before)}`)
      .digest('hex')
      .slice(0, idLengthMax);
  }
}
