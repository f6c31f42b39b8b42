import type { Channel } from '#contracts/public/channels';
import type { EnrollmentBody } from '../public-api/enroll-member.js';
import { STAPLES } from './catalogue.js';
import type { Pet, Product } from './catalogue.js';
import type { Random } from './random.js';
import { STORES } from './stores.js';
import type { SimulatedStore } from './stores.js';

/** What nobody sees at the till: how a member shops. */
export interface Habits {
  readonly home: SimulatedStore;
  readonly second: SimulatedStore;
  readonly pets: readonly Pet[];
  readonly staples: readonly Product[];
  /** Mean days between visits in an ordinary season. */
  readonly intervalDays: number;
  /** Shape of the gamma the gaps come from: 1 is chance, 8 is clockwork. */
  readonly regularity: number;
  /** Chance after each visit that it was the last, or the first of a fading away. */
  readonly leaveChance: number;
  readonly fadesBeforeLeaving: boolean;
  readonly onlineShare: number;
  readonly onlineChannel: Channel;
  readonly extrasMean: number;
  readonly discountAffinity: number;
  /** Local minute of the day the member likes to shop at. */
  readonly favouriteMinute: number;
}

export interface Identity {
  readonly externalId: string;
  readonly card: string;
  readonly phone?: string;
  readonly email?: string;
  readonly name: string;
  readonly birthday?: string;
}

/** Names that no one bears: a glance at the demo tells that nobody real is in it. */
const GIVEN = [
  'Amber',
  'Birch',
  'Clover',
  'Dawn',
  'Ember',
  'Fern',
  'Ginger',
  'Hazel',
  'Indigo',
  'Jade',
  'Lotus',
  'Maple',
  'Nutmeg',
  'Olive',
  'Pepper',
  'Quartz',
  'Rain',
  'Saffron',
  'Tulip',
  'Willow',
];
const FAMILY = [
  'Badger',
  'Crane',
  'Dolphin',
  'Egret',
  'Finch',
  'Gecko',
  'Heron',
  'Ibis',
  'Jackdaw',
  'Koala',
  'Lynx',
  'Magpie',
  'Newt',
  'Otter',
  'Panda',
  'Quail',
  'Robin',
  'Swift',
  'Tapir',
  'Wren',
];

export function makeIdentity(random: Random, number: number): Identity {
  const digits = String(number).padStart(5, '0');
  const given = random.pick(GIVEN);
  const family = random.pick(FAMILY);
  return {
    externalId: `sim-${digits}`,
    card: `88000${digits}`,
    // +86 154 is given to no operator, so that no message can ever reach anyone.
    ...(random.chance(0.85) && { phone: `+86154000${digits}` }),
    ...(random.chance(0.4) && { email: `${given}.${family}.${digits}@example.com`.toLowerCase() }),
    name: `${given} ${family}`,
    ...(random.chance(0.6) && {
      birthday: `${random.integer(1958, 2005)}-${twoDigits(random.integer(1, 12))}-${twoDigits(random.integer(1, 28))}`,
    }),
  };
}

export function makeHabits(random: Random): Habits {
  const home = random.pickWeighted(STORES, ({ size }) => size);
  const pets = random.pickWeighted(PET_HOUSEHOLDS, ({ share }) => share).pets;
  const staples = pets.map((pet) =>
    random.pickWeighted(
      STAPLES.filter((staple) => staple.pet === pet),
      ({ weight }) => weight,
    ),
  );
  const isTrial = random.chance(0.09);
  return {
    home,
    second: random.pickWeighted(STORES, ({ storeId, size }) => (storeId === home.storeId ? 0 : size)),
    pets,
    staples,
    intervalDays: Math.min(120, Math.max(5, 25 * Math.exp(0.6 * random.normal()))),
    regularity: random.between(1.2, 6),
    leaveChance: isTrial ? 0.75 : random.beta(0.9, 13),
    fadesBeforeLeaving: random.chance(0.4),
    onlineShare: random.beta(0.8, 1.4),
    onlineChannel: random.pickWeighted(ONLINE_CHANNELS, ({ share }) => share).channel,
    extrasMean: random.between(0.4, 2.6),
    discountAffinity: random.beta(1.2, 6),
    favouriteMinute: random.pickWeighted(FAVOURITE_HOURS, ({ share }) => share).hour * 60,
  };
}

export function enrollmentOf(
  identity: Identity,
  joined: { readonly at: string; readonly channel: Channel; readonly storeId: string },
): EnrollmentBody {
  return { ...identity, channel: joined.channel, storeId: joined.storeId, enrolledAt: joined.at };
}

const PET_HOUSEHOLDS: readonly { readonly pets: readonly Pet[]; readonly share: number }[] = [
  { pets: ['cat'], share: 44 },
  { pets: ['dog'], share: 34 },
  { pets: ['cat', 'dog'], share: 8 },
  { pets: [], share: 14 },
];

const ONLINE_CHANNELS: readonly { readonly channel: Channel; readonly share: number }[] = [
  { channel: 'mini_program', share: 55 },
  { channel: 'app', share: 32 },
  { channel: 'web', share: 13 },
];

const FAVOURITE_HOURS = [
  { hour: 10, share: 14 },
  { hour: 12.5, share: 18 },
  { hour: 15, share: 16 },
  { hour: 18.5, share: 32 },
  { hour: 20.5, share: 20 },
];

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
