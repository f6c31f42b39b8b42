import fc from 'fast-check';
import { compareCompletions, completionsOf } from './completions.js';
import type { LoggedAct, Offer } from './offer-log.js';
import { planPhases } from './phases.js';

const bogo: Offer = { id: 'bogo', kind: 'bogo', difficultyMinor: 1_000, rewardMinor: 500, durationHours: 24 };
const discount: Offer = {
  id: 'discount',
  kind: 'discount',
  difficultyMinor: 1_000,
  rewardMinor: 200,
  durationHours: 24,
};
const news: Offer = { id: 'news', kind: 'informational', difficultyMinor: 0, rewardMinor: 0, durationHours: 24 };
const offers = [bogo, discount, news];

let count = 0;
const received = (hour: number, { id: offerId }: Offer, member = 'm'): LoggedAct => ({
  id: String(++count),
  member,
  hour,
  act: { type: 'received', offerId },
});
const viewed = (hour: number, { id: offerId }: Offer, member = 'm'): LoggedAct => ({
  id: String(++count),
  member,
  hour,
  act: { type: 'viewed', offerId },
});
const bought = (hour: number, amountMinor: number, member = 'm'): LoggedAct => ({
  id: String(++count),
  member,
  hour,
  act: { type: 'purchase', amountMinor },
});
const hoursOf = (acts: readonly LoggedAct[]) => completionsOf({ offers, acts }).map(({ hour }) => hour);

describe('completionsOf', () => {
  it('completes a bogo by one purchase above the difficulty, not by one that meets it', () => {
    expect(hoursOf([received(0, bogo), bought(1, 1_000), bought(2, 600), bought(3, 1_001)])).toEqual([3]);
  });

  it('completes a discount by the sum of the window, which may just meet the difficulty', () => {
    expect(hoursOf([received(0, discount), bought(1, 400), bought(2, 599), bought(3, 1), bought(4, 5_000)])).toEqual([
      3,
    ]);
  });

  it('includes both ends of the window, and a purchase in the hour of the receipt wherever its row stands', () => {
    expect(hoursOf([bought(5, 2_000), received(5, bogo)])).toEqual([5]);
    expect(hoursOf([received(5, bogo), bought(29, 2_000)])).toEqual([29]);
    expect(hoursOf([received(5, bogo), bought(30, 2_000)])).toEqual([]);
  });

  it('opens a window for each receipt, and one purchase counts in all of them', () => {
    expect(hoursOf([received(0, bogo), received(2, bogo), bought(3, 2_000)])).toEqual([3, 3]);
  });

  it('never completes an informational offer, nor what another member received', () => {
    expect(hoursOf([received(0, news), received(0, bogo, 'other'), bought(1, 9_000)])).toEqual([]);
  });
});

describe('compareCompletions', () => {
  it('counts as a multiset', () => {
    const one = { member: 'm', offerId: 'bogo', hour: 3 };
    const other = { ...one, hour: 4 };
    expect(compareCompletions([one, one], [one, other])).toEqual({ missed: [one], extra: [other] });
    expect(compareCompletions([one, other], [other, one])).toEqual({ missed: [], extra: [] });
  });
});

describe('planPhases', () => {
  it('begins a phase where an offer follows a purchase, and none for a view', () => {
    const acts = [received(0, bogo), bought(1, 5), viewed(2, bogo), bought(3, 5), received(4, bogo), bought(5, 5)];
    const [first, second, ...others] = planPhases(acts);
    expect(first).toEqual({ events: [acts[0]], purchases: [acts[1], acts[3]] });
    expect(second).toEqual({ events: [acts[2], acts[4]], purchases: [acts[5]] });
    expect(others).toEqual([]);
  });

  it('sends everything once, and every window before the purchases that count in it, in time order', () => {
    const anAct = fc
      .tuple(fc.constantFrom('a', 'b'), fc.nat(40), fc.constantFrom('received', 'viewed', 'bought'))
      .map(([member, hour, kind]) =>
        kind === 'bought' ? bought(hour, 2_000, member) : (kind === 'viewed' ? viewed : received)(hour, bogo, member),
      );
    fc.assert(
      fc.property(fc.array(anAct, { maxLength: 40 }), (acts) => {
        const sent = planPhases(acts).flatMap(({ events, purchases }) => [...events, ...purchases]);
        expect(new Set(sent)).toEqual(new Set(acts));
        expect(sent).toHaveLength(acts.length);
        // As the sending side sees it: only windows that have been sent before can be completed.
        expect(compareCompletions(completionsOf({ offers, acts }), completedInOrder(sent))).toEqual({
          missed: [],
          extra: [],
        });
      }),
    );
  });
});

/** As completionsOf, but in the order given: what comes too late is not seen. */
function completedInOrder(acts: readonly LoggedAct[]) {
  const open: { member: string; from: number }[] = [];
  const completions: { member: string; offerId: string; hour: number }[] = [];
  for (const { member, hour, act } of acts) {
    if (act.type === 'received') open.push({ member, from: hour });
    if (act.type !== 'purchase') continue;
    for (const window of open.filter((each) => each.member === member && hour >= each.from)) {
      if (hour <= window.from + bogo.durationHours) completions.push({ member, offerId: bogo.id, hour });
      open.splice(open.indexOf(window), 1);
    }
  }
  return completions;
}
