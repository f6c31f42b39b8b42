import { dayText } from '../../apps/churn/src/domain/calendar-day.js';
import { type Random, seededRandom } from '../../apps/churn/src/domain/numeric/random.js';

export const benchProgram = {
  programId: '0190c0de-0000-7000-8000-000000000001',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
} as const;
export const benchNow = new Date('2026-11-21T02:15:00Z');
const dayMs = 86_400_000;
export const benchToday = Math.floor(benchNow.getTime() / dayMs);

/** Members join over two years, so that every month of the last one has newcomers and old ones. */
const joinedDaysMax = 730;
const tiers = [null, 'bronze-1', 'silver-1', 'silver-2', 'gold-1', 'platinum-1'];
const stores = Array.from({ length: 40 }, (_, index) => `S${String(index + 1).padStart(2, '0')}`);
const categories = ['food', 'drinks', 'home', 'garden', 'toys', 'clothes', 'care', 'books'];
const onlineShare = 0.2;
const returnedShare = 0.03;

/** The only purchase of its day. */
export interface SimulatedPurchase {
  readonly purchaseId: string;
  readonly day: number;
  readonly at: string;
  readonly payableMinor: number;
  readonly channel: string;
  readonly category: string;
  readonly isReturned: boolean;
}

export interface SimulatedMember {
  readonly memberId: string;
  readonly tier: string | null;
  readonly storeId: string;
  readonly purchases: readonly SimulatedPurchase[];
}

/** Members of a retailer over two years, by rising id: six purchase days each on average, a third bought once. Always the same ones. */
export function* simulateMembers(count: number): Generator<SimulatedMember, void> {
  const random = seededRandom(2_026);
  for (let number = 0; number < count; number++) yield aMember(number, random);
}

function aMember(number: number, random: Random): SimulatedMember {
  const joined = benchToday - Math.floor(joinedDaysMax * random());
  const usualMinor = Math.round(3_000 * Math.exp(2 * random()));
  const meanGapDays = 10 + 80 * random() ** 2;
  const leaves = 0.3 * random();
  const purchases: SimulatedPurchase[] = [];
  for (let day = joined; day <= benchToday; day += 1 + Math.floor(-Math.log(1 - random()) * meanGapDays)) {
    purchases.push(aPurchase(day, usualMinor, random));
    if (random() < leaves) break;
  }
  return {
    memberId: anId(benchNow.getTime() - joinedDaysMax * dayMs + number, random),
    tier: oneOf(tiers, random() ** 1.5),
    storeId: oneOf(stores, random() ** 2),
    purchases,
  };
}

function aPurchase(day: number, usualMinor: number, random: Random): SimulatedPurchase {
  return {
    purchaseId: anId(day * dayMs, random),
    day,
    // Two in the morning to nine of UTC is the same day in the zone of the programme; today's are over by now.
    at:
      day === benchToday
        ? `${dayText(day)}T02:00:00Z`
        : `${dayText(day)}T0${String(2 + Math.floor(7 * random()))}:00:00Z`,
    payableMinor: Math.round(usualMinor * (0.5 + random())),
    channel: random() < onlineShare ? 'online' : 'pos',
    category: oneOf(categories, random()),
    isReturned: random() < returnedShare,
  };
}

/** @param share 0 … 1 */
function oneOf<Item>(items: readonly Item[], share: number): Item {
  return items[Math.floor(items.length * share)] as Item;
}

/** A UUIDv7 of an instant, from the stream of random numbers. */
function anId(atMs: number, random: Random): string {
  const time = hex(atMs, 12);
  const [high, low] = [hex(random() * 2 ** 28, 7), hex(random() * 2 ** 44, 11)];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high.slice(0, 3)}-8${high.slice(3, 6)}-${high.slice(6)}${low}`;
}

function hex(value: number, digits: number): string {
  return Math.floor(value).toString(16).padStart(digits, '0');
}
