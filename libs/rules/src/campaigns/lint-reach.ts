import type { CampaignDocument, ItemFilter, LocalTimes, SimpleEffect } from './document.js';
import { type CampaignFinding, failure, warning } from './lint-findings.js';

/** Whether anything can ever reach the campaign, and whether its effect fits what does. */
export function lintReach(document: CampaignDocument): CampaignFinding[] {
  return [
    ...validity(document),
    ...items(document),
    ...(document.times ?? []).flatMap((times, index) => days(times, `/times/${index}`)),
    ...(document.schedule ? days(document.schedule.on, '/schedule/on') : []),
    ...effects(document),
    ...currencies(document),
    ...window(document),
    ...expiry(document),
  ];
}

function validity({ validFrom, validTo }: CampaignDocument): CampaignFinding[] {
  if (!validFrom || !validTo || Date.parse(validTo) > Date.parse(validFrom)) return [];
  return [failure('unreachable', '/validTo', 'validTo is not after validFrom: the campaign never runs.')];
}

function items({ items: filters }: CampaignDocument): CampaignFinding[] {
  const { include, exclude = [] } = filters ?? {};
  if (!include) return [];
  const dead = include.flatMap((filter, index) => (isExcluded(filter, exclude) ? [`/items/include/${index}`] : []));
  const detail = 'Every item that this names is excluded.';
  return dead.map((pointer) =>
    dead.length === include.length ? failure('unreachable', pointer, detail) : warning('unreachable', pointer, detail),
  );
}

/** Certain only: an exclusion that asks for no more than the inclusion gives. */
function isExcluded(filter: ItemFilter, exclude: readonly ItemFilter[]): boolean {
  return exclude.some(
    (other) =>
      within(filter.categories, other.categories) &&
      within(filter.kinds, other.kinds) &&
      (within(filter.skus, other.skus) || (other.skus !== undefined && coveredSkus(filter, other))) &&
      (other.skuPrefixes === undefined || startsWithAny(filter, other.skuPrefixes)),
  );
}

function within(names: readonly string[] | undefined, wider: readonly string[] | undefined): boolean {
  return wider === undefined || (names?.every((name) => wider.includes(name)) ?? false);
}

/** Single skus are judged one by one: together the exclusions may cover them. */
function coveredSkus({ skus }: ItemFilter, { skus: excluded = [] }: ItemFilter): boolean {
  return skus?.every((sku) => excluded.includes(sku)) ?? false;
}

function startsWithAny({ skus, skuPrefixes }: ItemFilter, prefixes: readonly string[]): boolean {
  return (skus ?? skuPrefixes)?.every((name) => prefixes.some((prefix) => name.startsWith(prefix))) ?? false;
}

/** Days that no calendar has together: `dates` outside the weekdays, month days outside the days of the month. */
function days(times: Omit<LocalTimes, 'from' | 'to'> & LocalTimes, pointer: string): CampaignFinding[] {
  const { weekdays, daysOfMonth, monthDays, dates } = times;
  const fitsWeekday = (date: string): boolean => weekdays?.includes(isoWeekday(date)) ?? true;
  const fitsDay = (day: number, last: number): boolean =>
    daysOfMonth === undefined || daysOfMonth.includes(day) || (day === last && daysOfMonth.includes(-1));
  const never = (field: string): CampaignFinding[] => [
    failure('unreachable', `${pointer}/${field}`, 'No day fits all of these together.'),
  ];
  if (dates) {
    const possible = dates.some((date) => {
      const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))];
      return (
        fitsWeekday(date) &&
        fitsDay(day, daysIn(year, month)) &&
        (monthDays === undefined || monthDays.includes(date.slice(5)))
      );
    });
    return possible ? [] : never('dates');
  }
  const possible = monthDays?.some((monthDay) => {
    const [month, day] = [Number(monthDay.slice(0, 2)), Number(monthDay.slice(3))];
    return day <= daysIn(leapYear, month) && fitsDay(day, daysIn(leapYear, month));
  });
  return possible === false ? never('monthDays') : [];
}

const leapYear = 2_024;

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

function effects({ effect, trigger }: CampaignDocument): CampaignFinding[] {
  if (trigger === 'purchase' || trigger === 'return') return [];
  const parts: [string, SimpleEffect][] =
    effect.type === 'by_tier'
      ? [
          ...Object.entries(effect.tiers).map(([tier, each]): [string, SimpleEffect] => [
            `/effect/tiers/${tier.replaceAll('~', '~0').replaceAll('/', '~1')}`,
            each,
          ]),
          ...(effect.otherwise ? [['/effect/otherwise', effect.otherwise] as [string, SimpleEffect]] : []),
        ]
      : [['/effect', effect]];
  return [
    ...parts
      .filter(([, { type }]) => type !== 'fixed')
      .map(([pointer, { type }]) =>
        failure('effect_needs_purchase', pointer, `${type} counts lines, and this trigger has none.`),
      ),
  ];
}

function currencies({ trigger, currencies: named, stores, channels, items: filters, ...rest }: CampaignDocument) {
  const findings: CampaignFinding[] = [];
  const required = [rest.window?.currency, rest.budget?.money?.currency].filter((each) => each !== undefined);
  if (new Set(required).size > 1 || required.some((each) => named?.includes(each) === false)) {
    findings.push(failure('unreachable', '/currencies', 'No receipt is in all of these currencies.'));
  }
  if (trigger === 'purchase' || trigger === 'return') return findings;
  const filtered = Object.entries({ currencies: named, stores, channels, items: filters });
  for (const [field, value] of [...filtered, ['budget/money', rest.budget?.money] as const]) {
    if (value === undefined) continue;
    findings.push(failure('unreachable', `/${field}`, 'Only receipts have this, and the trigger is none.'));
  }
  return findings;
}

function window({ window: offer, effect }: CampaignDocument): CampaignFinding[] {
  if (!offer) return [];
  const findings =
    offer.kind === 'none'
      ? [warning('unreachable', '/window/kind', 'The offer never completes: it gives nothing.')]
      : [];
  const parts = effect.type === 'by_tier' ? [...Object.values(effect.tiers), effect.otherwise] : [effect];
  if (parts.every((part) => part === undefined || part.type === 'fixed')) return findings;
  return [...findings, failure('window_effect', '/effect', 'A completed window gives a fixed number of points.')];
}

function expiry({ expiry: policy, validFrom, byTier }: CampaignDocument): CampaignFinding[] {
  const policies = [
    ['/expiry', policy] as const,
    ...Object.entries(byTier ?? {}).map(([tier, own]) => [`/byTier/${tier}/expiry`, own.expiry] as const),
  ];
  return policies.flatMap(([pointer, each]) => {
    if (each?.type !== 'fixed' || !each.dates.every((date) => date.length > 5)) return [];
    const last = [...each.dates].sort().at(-1) ?? '';
    if (validFrom && Date.parse(`${last}T23:59:59Z`) < Date.parse(validFrom)) {
      return [failure('unreachable', `${pointer}/dates`, 'Every date is before the campaign begins.')];
    }
    return [warning('unbounded', `${pointer}/dates`, `Points earned after ${last} never expire.`)];
  });
}
