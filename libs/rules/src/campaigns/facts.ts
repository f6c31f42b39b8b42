import type { CampaignTrigger } from './document.js';
import type { LocalClock } from './local-clock.js';
import { tierOf } from './tier-names.js';

export interface EarningLine {
  readonly line: number;
  readonly sku: string;
  readonly category: string | null;
  readonly kind: string;
  /** > 0, at most 3 decimals. */
  readonly quantity: number;
  /** Minor units that earn: after coupons and points. */
  readonly netMinor: number;
}

export interface EarningMember {
  /** `gold-2`; null before the first known one. */
  readonly level: string | null;
  readonly segments: readonly string[];
  /** Null where it is not known. */
  readonly enrolledAt: Date | null;
}

/** What happened, as campaigns are asked about it. An event has no lines, no currency and no store. */
export interface EarningSubject {
  readonly trigger: CampaignTrigger;
  readonly occurredAt: Date;
  /** IANA, the programme's. */
  readonly zone: string;
  readonly currency: string | null;
  readonly storeId: string | null;
  readonly channel: string | null;
  readonly lines: readonly EarningLine[];
  readonly tenders: readonly { readonly type: string; readonly amountMinor: number }[];
  readonly event: { readonly activity: string; readonly data: Readonly<Record<string, unknown>> } | null;
  /** Null for an anonymous purchase. */
  readonly member: EarningMember | null;
}

const dayMs = 24 * 60 * 60 * 1_000;

// What a condition sees. Fields are read when asked for: most conditions need one or two. An absent field (undefined) makes
// `has(...)` false, and an expression that reads it anyway fails.

export class MemberFacts {
  constructor(
    private readonly member: EarningMember | null,
    private readonly occurredAt: Date,
  ) {}

  get known(): boolean {
    return this.member !== null;
  }
  get level(): string {
    return this.member?.level ?? '';
  }
  get tier(): string {
    return tierOf(this.level);
  }
  get segments(): readonly string[] {
    return this.member?.segments ?? [];
  }
  get enrolledAt(): Date | undefined {
    return this.member?.enrolledAt ?? undefined;
  }
  get ageDays(): bigint | undefined {
    const enrolledAt = this.member?.enrolledAt;
    return enrolledAt ? BigInt(Math.floor((this.occurredAt.getTime() - enrolledAt.getTime()) / dayMs)) : undefined;
  }
}

export class LineFacts {
  constructor(private readonly source: EarningLine) {}

  get line(): bigint {
    return BigInt(this.source.line);
  }
  get sku(): string {
    return this.source.sku;
  }
  get category(): string {
    return this.source.category ?? '';
  }
  get kind(): string {
    return this.source.kind;
  }
  get quantity(): number {
    return this.source.quantity;
  }
  get netMinor(): bigint {
    return BigInt(this.source.netMinor);
  }
}

export class TenderFacts {
  readonly type: string;
  readonly amountMinor: bigint;

  constructor(tender: { readonly type: string; readonly amountMinor: number }) {
    this.type = tender.type;
    this.amountMinor = BigInt(tender.amountMinor);
  }
}

export class PurchaseFacts {
  // Worked out once for all conditions that ask.
  private total: bigint | undefined;
  private quantitySum: number | undefined;
  private lineFacts: readonly LineFacts[] | undefined;
  private skuList: readonly string[] | undefined;
  private categoryList: readonly string[] | undefined;
  private tenderFacts: readonly TenderFacts[] | undefined;

  constructor(private readonly subject: EarningSubject) {}

  get storeId(): string {
    return this.subject.storeId ?? '';
  }
  get channel(): string {
    return this.subject.channel ?? '';
  }
  get currency(): string {
    return this.subject.currency ?? '';
  }
  get totalMinor(): bigint {
    return (this.total ??= BigInt(this.subject.lines.reduce((sum, { netMinor }) => sum + netMinor, 0)));
  }
  get quantity(): number {
    return (this.quantitySum ??= this.subject.lines.reduce((sum, { quantity }) => sum + quantity, 0));
  }
  get lines(): readonly LineFacts[] {
    return (this.lineFacts ??= this.subject.lines.map((line) => new LineFacts(line)));
  }
  get skus(): readonly string[] {
    return (this.skuList ??= this.subject.lines.map(({ sku }) => sku));
  }
  get categories(): readonly string[] {
    return (this.categoryList ??= this.subject.lines.map(({ category }) => category ?? ''));
  }
  get tenders(): readonly TenderFacts[] {
    return (this.tenderFacts ??= this.subject.tenders.map((tender) => new TenderFacts(tender)));
  }
}

export class TimeFacts {
  private readonly known: {
    hour?: bigint;
    minute?: bigint;
    weekday?: bigint;
    day?: bigint;
    month?: bigint;
    year?: bigint;
  } = {};

  constructor(
    private readonly clock: () => LocalClock,
    private readonly occurredAt: Date,
  ) {}

  get at(): Date {
    return this.occurredAt;
  }
  get hour(): bigint {
    return (this.known.hour ??= BigInt(Math.floor(this.clock().minuteOfDay / 60)));
  }
  get minute(): bigint {
    return (this.known.minute ??= BigInt(this.clock().minuteOfDay % 60));
  }
  get weekday(): bigint {
    return (this.known.weekday ??= BigInt(this.clock().weekday));
  }
  get day(): bigint {
    return (this.known.day ??= BigInt(this.clock().day));
  }
  get month(): bigint {
    return (this.known.month ??= BigInt(this.clock().month));
  }
  get year(): bigint {
    return (this.known.year ??= BigInt(this.clock().year));
  }
  get date(): string {
    return this.clock().date;
  }
}

export class EventFacts {
  private values: Record<string, unknown> | undefined;

  constructor(private readonly event: EarningSubject['event']) {}

  get activity(): string {
    return this.event?.activity ?? '';
  }
  get data(): Record<string, unknown> {
    return (this.values ??= celValue(this.event?.data ?? {}) as Record<string, unknown>);
  }
}

/** JSON as CEL has it: whole numbers are ints, so that `event.data.score >= 4` means what it says. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, celValue(each)]));
}
