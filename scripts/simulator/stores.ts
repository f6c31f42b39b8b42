export interface SimulatedStore {
  readonly storeId: string;
  readonly name: string;
  /** Share of the trade, relative. */
  readonly size: number;
  readonly tills: number;
  /** Local opening hours, in minutes after midnight; sells in [opensMinute, closesMinute). */
  readonly opensMinute: number;
  readonly closesMinute: number;
  readonly geo: { readonly lat: number; readonly lng: number };
  readonly tags: readonly string[];
}

const hour = 60;

export const STORES: readonly SimulatedStore[] = [
  {
    storeId: 'S01',
    name: 'Xuhui flagship',
    size: 26,
    tills: 6,
    opensMinute: 10 * hour,
    closesMinute: 22 * hour,
    geo: { lat: 31.1951, lng: 121.4365 },
    tags: ['flagship', 'shanghai'],
  },
  {
    storeId: 'S02',
    name: 'Pudong mall',
    size: 20,
    tills: 5,
    opensMinute: 10 * hour,
    closesMinute: 22 * hour,
    geo: { lat: 31.2304, lng: 121.5373 },
    tags: ['mall', 'shanghai'],
  },
  {
    storeId: 'S03',
    name: 'Jing’an',
    size: 14,
    tills: 3,
    opensMinute: 9.5 * hour,
    closesMinute: 21.5 * hour,
    geo: { lat: 31.2286, lng: 121.4482 },
    tags: ['street', 'shanghai'],
  },
  {
    storeId: 'S04',
    name: 'Minhang',
    size: 11,
    tills: 3,
    opensMinute: 9 * hour,
    closesMinute: 21 * hour,
    geo: { lat: 31.1128, lng: 121.3817 },
    tags: ['street', 'shanghai'],
  },
  {
    storeId: 'S05',
    name: 'Hangzhou West Lake',
    size: 12,
    tills: 3,
    opensMinute: 10 * hour,
    closesMinute: 21.5 * hour,
    geo: { lat: 30.2592, lng: 120.13 },
    tags: ['mall', 'hangzhou'],
  },
  {
    storeId: 'S06',
    name: 'Suzhou park',
    size: 9,
    tills: 2,
    opensMinute: 10 * hour,
    closesMinute: 21 * hour,
    geo: { lat: 31.3236, lng: 120.7236 },
    tags: ['mall', 'suzhou'],
  },
  {
    storeId: 'S07',
    name: 'Hongqiao station',
    size: 5,
    tills: 2,
    opensMinute: 7 * hour,
    closesMinute: 23 * hour,
    geo: { lat: 31.194, lng: 121.32 },
    tags: ['kiosk', 'shanghai'],
  },
  {
    storeId: 'S08',
    name: 'Chongming village',
    size: 3,
    tills: 1,
    opensMinute: 8.5 * hour,
    closesMinute: 18 * hour,
    geo: { lat: 31.6229, lng: 121.3975 },
    tags: ['village', 'shanghai'],
  },
];
