import { requiredValues } from './condition-values.js';
import { compileCondition, type CompiledExpression, type ConditionFacts } from './conditions.js';
import type { Campaign, CampaignDocument, CampaignTrigger } from './document.js';
import type { EarningLine, EarningSubject } from './facts.js';
import { itemMatcher } from './item-matcher.js';
import { type CompiledTimes, compileTimes } from './local-clock.js';
import { tierOf } from './tier-names.js';

/** A published version and when it is the one in force, against occurredAt; absent is without end. */
export interface PublishedCampaign extends Campaign {
  readonly effectiveFrom?: Date | null;
  readonly effectiveTo?: Date | null;
}

/** A campaign with everything looked up once that a purchase asks for. */
export interface CompiledCampaign {
  readonly campaign: PublishedCampaign;
  /** Place by code, then version: the order of every tie. */
  readonly place: number;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly effectiveFromMs: number;
  readonly effectiveToMs: number;
  readonly stores: ReadonlySet<string> | null;
  readonly channels: ReadonlySet<string> | null;
  readonly currencies: ReadonlySet<string> | null;
  readonly tiers: ReadonlySet<string> | null;
  readonly segments: ReadonlySet<string> | null;
  /** Null when every line counts. */
  readonly counts: ((line: EarningLine) => boolean) | null;
  /** Null at any time. */
  readonly times: readonly CompiledTimes[] | null;
  readonly conditions: readonly CompiledCondition[];
  /** Has caps, a budget or a cooldown: what was used so far must be known. */
  readonly isLimited: boolean;
}

export interface CompiledCondition {
  readonly name: string;
  /** Throws where the condition fails on these facts. */
  readonly holds: (facts: ConditionFacts) => boolean;
  /** Null where it does not parse. */
  readonly ast: CompiledExpression['ast'] | null;
}

interface Bucket {
  /** Those that no filter tells apart. */
  readonly universal: CompiledCampaign[];
  readonly keyed: Map<string, CompiledCampaign[]>;
  /** Which sorts of keys there are, so that lines are walked only for campaigns that name items. */
  readonly sorts: Set<KeySort>;
}

type KeySort = 'window' | 'sku' | 'category' | 'store' | 'segment' | 'tier' | 'activity' | 'currency' | 'channel';

/**
 * The published campaigns of a programme, found by what a purchase is: each stands under its most telling filter, and a purchase
 * looks only at those that can apply. Compiled once a publication.
 */
export class CampaignIndex {
  private readonly buckets = new Map<CampaignTrigger, Bucket>();
  /** Whether any campaign needs what was used so far. */
  readonly isLimited: boolean;
  /** Codes of the campaigns whose purchases credit windows. */
  readonly windowed: ReadonlySet<string>;
  /** What of a member must be known beyond the level: nothing is read that no campaign asks for. */
  readonly asksFor: { readonly segments: boolean; readonly enrolment: boolean };

  constructor(
    /** By code, then version. */
    readonly all: readonly CompiledCampaign[],
  ) {
    for (const campaign of all) this.place(campaign);
    this.isLimited = all.some(({ isLimited }) => isLimited);
    this.asksFor = { segments: all.some(asksForSegments), enrolment: all.some(asksForEnrolment) };
    this.windowed = new Set(all.flatMap(({ campaign: { document } }) => (document.window ? [document.code] : [])));
  }

  /**
   * The campaigns that may apply, by code: none that is left out would.
   * @param openWindows codes of the offers that are open for the member
   */
  candidates(subject: EarningSubject, openWindows: Iterable<string> = []): readonly CompiledCampaign[] {
    const bucket = this.buckets.get(subject.trigger);
    if (!bucket) return [];
    if (bucket.sorts.size === 0) return bucket.universal;
    const found = new Set(bucket.universal);
    for (const key of keysOf(subject, openWindows, bucket.sorts)) {
      for (const campaign of bucket.keyed.get(key) ?? []) found.add(campaign);
    }
    return [...found].sort((one, other) => one.place - other.place);
  }

  withTrigger(trigger: CampaignTrigger): readonly CompiledCampaign[] {
    return this.all.filter(({ campaign }) => campaign.document.trigger === trigger);
  }

  /** Whether anything that happens like this could earn, before more of it is known. */
  hasTrigger(trigger: CampaignTrigger, activity: string | null = null): boolean {
    return this.all.some(
      ({ campaign: { document } }) =>
        document.trigger === trigger && (document.activity === undefined || document.activity === activity),
    );
  }

  /** Only these campaigns, in all their versions. */
  only(codes: ReadonlySet<string>): CampaignIndex {
    return new CampaignIndex(this.all.filter(({ campaign }) => codes.has(campaign.document.code)));
  }

  private place(compiled: CompiledCampaign): void {
    const { document } = compiled.campaign;
    let bucket = this.buckets.get(document.trigger);
    if (!bucket) {
      bucket = { universal: [], keyed: new Map(), sorts: new Set() };
      this.buckets.set(document.trigger, bucket);
    }
    const keys = filterKeys(document) ?? conditionKeys(compiled);
    if (!keys) {
      bucket.universal.push(compiled);
      return;
    }
    for (const [sort, value] of keys) {
      bucket.sorts.add(sort);
      const key = `${sort}:${value}`;
      const listed = bucket.keyed.get(key);
      if (listed) listed.push(compiled);
      else bucket.keyed.set(key, [compiled]);
    }
  }
}

/** @param campaigns published versions, in any order */
export function compileCampaigns(campaigns: readonly PublishedCampaign[]): CampaignIndex {
  const ordered = [...campaigns].sort(
    ({ document: one }, { document: other }) =>
      (one.code < other.code ? -1 : one.code > other.code ? 1 : 0) || one.version - other.version,
  );
  return new CampaignIndex(ordered.map(compile));
}

function compile(campaign: PublishedCampaign, place: number): CompiledCampaign {
  const { document, effectiveFrom, effectiveTo } = campaign;
  const set = (names: readonly string[] | undefined) => (names ? new Set(names) : null);
  return {
    campaign,
    place,
    validFromMs: document.validFrom ? Date.parse(document.validFrom) : -Infinity,
    validToMs: document.validTo ? Date.parse(document.validTo) : Infinity,
    effectiveFromMs: effectiveFrom?.getTime() ?? -Infinity,
    effectiveToMs: effectiveTo?.getTime() ?? Infinity,
    stores: set(document.stores),
    channels: set(document.channels),
    currencies: set(document.currencies),
    tiers: set(document.tiers),
    segments: set(document.segments),
    counts: itemMatcher(document.items),
    times: document.times?.map(compileTimes) ?? null,
    conditions: (document.conditions ?? []).map(({ name, when }) => ({ name, ...compiled(when) })),
    isLimited: document.caps !== undefined || document.budget !== undefined || document.cooldown !== undefined,
  };
}

function asksForSegments({ campaign: { document } }: CompiledCampaign): boolean {
  const { segments, multipliers, conditions = [] } = document;
  const named = segments ?? multipliers?.segments;
  return named !== undefined || conditions.some(({ when }) => when.includes('segments'));
}

function asksForEnrolment({ campaign: { document } }: CompiledCampaign): boolean {
  return (document.conditions ?? []).some(({ when }) => /enrolledAt|ageDays/.test(when));
}

/** One bad condition must not stop the others: it fails when it is asked. */
function compiled(expression: string): Omit<CompiledCondition, 'name'> {
  try {
    return compileCondition(expression);
  } catch (error) {
    return {
      ast: null,
      holds: () => {
        throw error;
      },
    };
  }
}

type Key = readonly [KeySort, string];

/** The most telling filter of a document, as keys; null when it has none. */
function filterKeys(document: CampaignDocument): Key[] | null {
  const all = (sort: KeySort, names: readonly string[] | undefined): Key[] | null =>
    names ? names.map((name) => [sort, name] as const) : null;
  return (
    (document.window ? [['window', document.code] as const] : null) ??
    itemKeys(document.items?.include) ??
    all('store', document.stores) ??
    all('segment', document.segments) ??
    all('tier', document.tiers) ??
    (document.activity === undefined ? null : [['activity', document.activity] as const]) ??
    all('currency', document.currencies) ??
    all('channel', document.channels)
  );
}

const conditionSorts: ReadonlyMap<string, KeySort> = new Map([
  ['purchase.storeId', 'store'],
  ['member.level', 'tier'],
  ['member.tier', 'tier'],
  ['purchase.currency', 'currency'],
  ['purchase.channel', 'channel'],
]);

/** Where a condition says outright which values a field must have, it serves like a filter. */
function conditionKeys({ conditions }: CompiledCampaign): Key[] | null {
  const required = conditions.flatMap(({ ast }) => (ast ? requiredValues(ast) : []));
  for (const [known, sort] of conditionSorts) {
    const found = required.find(({ field }) => field === known);
    if (found) return [...found.values].map((value): Key => [sort, value]);
  }
  return null;
}

/** Null unless every filter names its skus or categories. */
function itemKeys(include: NonNullable<CampaignDocument['items']>['include']): Key[] | null {
  if (!include?.every(({ skus, categories }) => skus ?? categories)) return null;
  return include.flatMap(({ skus, categories }) =>
    skus ? skus.map((sku): Key => ['sku', sku]) : (categories ?? []).map((category): Key => ['category', category]),
  );
}

function keysOf(subject: EarningSubject, openWindows: Iterable<string>, sorts: ReadonlySet<KeySort>): Set<string> {
  const keys = new Set<string>();
  const add = (sort: KeySort, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && sorts.has(sort)) keys.add(`${sort}:${value}`);
  };
  for (const code of openWindows) add('window', code);
  add('store', subject.storeId);
  add('channel', subject.channel);
  add('currency', subject.currency);
  add('activity', subject.event?.activity);
  const level = subject.member?.level;
  if (level) {
    add('tier', level);
    add('tier', tierOf(level));
  }
  if (sorts.has('segment')) for (const segment of subject.member?.segments ?? []) add('segment', segment);
  if (sorts.has('sku') || sorts.has('category')) {
    for (const { sku, category } of subject.lines) {
      add('sku', sku);
      add('category', category);
    }
  }
  return keys;
}
