import { Random } from '../simulator/random.js';
import { arrange } from './arrange.js';
import type { LoggedAct } from './offer-log.js';

const acts: LoggedAct[] = Array.from({ length: 300 }, (_, index) => ({
  id: String(index),
  member: `m${index % 7}`,
  hour: index,
  act: { type: 'purchase', amountMinor: 100 },
}));
const never = { share: 0, random: new Random('never') };
const ids = (sent: readonly LoggedAct[]) => sent.map(({ id }) => id);

describe('arrange', () => {
  it('sends in time order when nothing is shuffled', () => {
    expect(arrange(acts.toReversed(), { redeliver: never })).toEqual(acts);
  });

  it('mixes members and keeps the order of each, the same for the same seed', () => {
    const sent = arrange(acts, { shuffle: new Random('1'), redeliver: never });
    expect(ids(sent)).not.toEqual(ids(acts));
    for (const member of ['m0', 'm3', 'm6']) {
      const own = (list: readonly LoggedAct[]) => ids(list.filter((act) => act.member === member));
      expect(own(sent)).toEqual(own(acts));
    }
    expect(sent).toEqual(arrange(acts, { shuffle: new Random('1'), redeliver: never }));
  });

  it('sends a share again, never before the first time, and loses nothing', () => {
    const sent = ids(arrange(acts, { redeliver: { share: 0.05, random: new Random('2') } }));
    expect(new Set(sent)).toEqual(new Set(ids(acts)));
    expect(sent.length - acts.length).toBeGreaterThan(3);
    expect(sent.length - acts.length).toBeLessThan(40);
    expect(sent.filter((id, place) => sent.indexOf(id) === place)).toEqual(ids(acts));
  });
});
