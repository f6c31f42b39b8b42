import { DateTime } from 'luxon';
import type { Channel } from '#contracts/public/channels';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import type { EnrollmentBody } from '../public-api/enroll-member.js';
import { netMinorOf } from '../public-api/purchases.js';
import { fillBasket, walkInHabits } from './baskets.js';
import type { BasketHabits } from './baskets.js';
import { PROGRAMME_ZONE, tradingYear } from './calendar.js';
import type { TradingDay } from './calendar.js';
import { enrollmentOf, makeHabits, makeIdentity } from './people.js';
import type { Habits } from './people.js';
import { Random } from './random.js';
import { STORES } from './stores.js';
import type { SimulatedStore } from './stores.js';
import { visitDays } from './visits.js';

export interface RetailerOptions {
  /** The instant that is now; trade ends with the local day before it. */
  readonly until: Date;
  readonly seed: number;
  readonly members: number;
}

export interface Retailer {
  readonly stores: readonly SimulatedStore[];
  readonly members: readonly EnrollmentBody[];
  /** In time order. */
  readonly purchases: readonly PurchaseDto[];
}

/** Members who were there before the year begins; the others join during it. */
const FOUNDING_SHARE = 0.55;
const NEVER_BUYS_CHANCE = 0.03;
/** Receipts without a member, for each member the programme has, over the year. */
const ANONYMOUS_PER_MEMBER = 1.1;
const MINUTE_MS = 60_000;

/**
 * A pet-and-home retailer of eight stores and a mini-program, with its members and a year of receipts. Pure: the same options (by
 * local day) give the same retailer.
 */
export function generateRetailer({ until, seed, members }: RetailerOptions): Retailer {
  const random = new Random(`keepsake/${seed}`);
  const year = tradingYear(until);
  const people = Array.from({ length: members }, (_, index) =>
    livePerson(random.fork(`member/${index}`), index + 1, year),
  );
  const sales = [
    ...people.flatMap((person) => person.sales),
    ...anonymousSales(random.fork('anonymous'), members, year),
  ];
  return { stores: STORES, members: people.map(({ enrollment }) => enrollment), purchases: ringUp(sales) };
}

/** A basket on its way to the till; the receipt's number comes when all of the day's sales are known. */
interface Sale {
  readonly atMs: number;
  readonly date: string;
  readonly store: SimulatedStore;
  readonly tillId?: string;
  readonly channel: Channel;
  readonly member?: string;
  readonly items: PurchaseDto['items'];
}

interface Person {
  readonly enrollment: EnrollmentBody;
  readonly sales: readonly Sale[];
}

function livePerson(random: Random, number: number, year: readonly TradingDay[]): Person {
  const identity = makeIdentity(random, number);
  const habits = makeHabits(random);
  const isFounding = random.chance(FOUNDING_SHARE);
  const joinDay = isFounding ? undefined : random.pickWeighted(year, ({ activity }) => activity);
  const firstDay = joinDay?.index ?? Math.floor(random.next() * habits.intervalDays);
  const days = random.chance(NEVER_BUYS_CHANCE) ? [] : visitDays(random, { habits, firstDay, year });
  const sales = days.flatMap((index) => {
    const day = year[index];
    return day ? [memberSale(random, { habits, day, member: `external:${identity.externalId}` })] : [];
  });
  const channel = sales[0]?.channel ?? (random.chance(0.5) ? 'pos' : habits.onlineChannel);
  const joinedAtMs = joinInstant(random, { joinDay, firstSaleMs: sales[0]?.atMs, year });
  return {
    enrollment: enrollmentOf(identity, { at: localTime(joinedAtMs), channel, storeId: habits.home.storeId }),
    sales,
  };
}

/** New members join on their way to the till; founding ones did so up to three years before the year begins. */
function joinInstant(
  random: Random,
  { joinDay, firstSaleMs, year }: { joinDay?: TradingDay; firstSaleMs?: number; year: readonly TradingDay[] },
): number {
  if (joinDay) return (firstSaleMs ?? joinDay.startsAtMs + 15 * 60 * MINUTE_MS) - random.integer(2, 25) * MINUTE_MS;
  const yearStartsAtMs = year[0]?.startsAtMs ?? 0;
  return yearStartsAtMs - random.integer(1, 3 * 365 * 24 * 60) * MINUTE_MS;
}

function memberSale(
  random: Random,
  { habits, day, member }: { habits: Habits; day: TradingDay; member: string },
): Sale {
  const isOnline = random.chance(day.isFestival ? 0.4 + 0.6 * habits.onlineShare : 0.75 * habits.onlineShare);
  const store = random.chance(0.85) ? habits.home : habits.second;
  const minute = habits.favouriteMinute + Math.round(70 * random.normal());
  return makeSale(random, { day, store, habits, member, channel: isOnline ? habits.onlineChannel : 'pos', minute });
}

function anonymousSales(random: Random, members: number, year: readonly TradingDay[]): Sale[] {
  return year.flatMap((day) => {
    const count = random.poisson((members * ANONYMOUS_PER_MEMBER * day.activity) / year.length);
    return Array.from({ length: count }, () => {
      const store = random.pickWeighted(STORES, ({ size }) => size);
      const minute = random.integer(store.opensMinute, store.closesMinute - 1);
      return makeSale(random, { day, store, habits: walkInHabits(random), channel: 'pos', minute });
    });
  });
}

interface SaleFacts {
  readonly day: TradingDay;
  readonly store: SimulatedStore;
  readonly habits: BasketHabits;
  readonly member?: string;
  readonly channel: Channel;
  readonly minute: number;
}

function makeSale(random: Random, { day, store, habits, member, channel, minute }: SaleFacts): Sale {
  const isTill = channel === 'pos';
  const [opens, closes] = isTill ? [store.opensMinute, store.closesMinute] : [6 * 60, 24 * 60];
  const inHours = minute >= opens && minute < closes ? minute : random.integer(opens, closes - 1);
  return {
    atMs: day.startsAtMs + inHours * MINUTE_MS + random.integer(0, 59) * 1_000,
    date: day.date,
    store,
    ...(isTill && { tillId: String(random.integer(1, store.tills)) }),
    channel,
    ...(member !== undefined && { member }),
    items: fillBasket(random, habits, day.isFestival),
  };
}

/** Numbers each store's receipts of a day in the order they are rung up. */
function ringUp(sales: readonly Sale[]): PurchaseDto[] {
  const numbers = new Map<string, number>();
  return sales
    .toSorted((left, right) => left.atMs - right.atMs)
    .map(({ atMs, date, store, tillId, channel, member, items }) => {
      const series = `${store.storeId}-${date}`;
      const number = (numbers.get(series) ?? 0) + 1;
      numbers.set(series, number);
      return {
        transactionId: `${series}-${String(number).padStart(6, '0')}`,
        storeId: store.storeId,
        ...(tillId !== undefined && { tillId }),
        ...(member !== undefined && { member }),
        occurredAt: localTime(atMs),
        channel,
        currency: 'CNY',
        totalMinor: items.reduce((sum, line) => sum + netMinorOf(line), 0),
        items,
      };
    });
}

function localTime(atMs: number): string {
  const text = DateTime.fromMillis(atMs, { zone: PROGRAMME_ZONE }).toISO({ suppressMilliseconds: true });
  if (text === null) throw new Error(`Not an instant: ${atMs}`);
  return text;
}
