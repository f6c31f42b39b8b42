import { Refusal } from '#contracts/errors/refusals';
import type { InternalCalls } from '#platform/http/internal-calls';
import { FixedClock } from '#testing/fixed-clock';
import { KeyVerdicts } from './key-verdicts.js';

const credential = 'ks_till.secret';
const verdict = { programId: 'p', actor: { type: 'client', id: 'till', scope: 'pos' }, programWide: false };

/** Partners as the gateway sees it: a known key, a revoked one, or nobody at home. */
class Partners {
  asked = 0;
  state: 'knows' | 'revoked' | 'down' = 'knows';

  async send(): Promise<unknown> {
    this.asked += 1;
    if (this.state === 'down') throw new Refusal('unavailable', 'down');
    return { verdict: this.state === 'knows' ? verdict : null };
  }
}

describe('KeyVerdicts', () => {
  let partners: Partners;
  let clock: FixedClock;
  let keys: KeyVerdicts;
  const isAccepted = async (key = credential) => (await keys.verdictOf(key)) !== null;

  beforeEach(() => {
    partners = new Partners();
    clock = new FixedClock();
    keys = new KeyVerdicts(partners as unknown as InternalCalls, clock);
  });

  it('asks once for what is asked together and soon after', async () => {
    await Promise.all([isAccepted(), isAccepted(), isAccepted()]);
    clock.advance(399);
    expect(await isAccepted()).toBe(true);
    expect(partners.asked).toBe(1);
  });

  it('asks again in the background before the verdict is too old, so that nobody waits', async () => {
    await isAccepted();
    clock.advance(400);
    expect(keys.verdictOf(credential)).not.toBeInstanceOf(Promise);
    expect(partners.asked).toBe(2);
  });

  it.each([
    [749, true],
    [750, false],
  ])('lets a revoked key of %d ms in: %s', async (ageMs, accepted) => {
    await isAccepted();
    partners.state = 'revoked';
    clock.advance(ageMs);
    expect(await isAccepted()).toBe(accepted);
  });

  it('refuses a key that was revoked through this gateway at once', async () => {
    await isAccepted();
    partners.state = 'revoked';
    keys.forget('till');
    expect(await isAccepted()).toBe(false);
  });

  it.each([
    [15 * 60_000 - 1, true],
    [15 * 60_000, false],
  ])('keeps tills working while partners is down: after %d ms %s', async (ageMs, works) => {
    await isAccepted();
    partners.state = 'down';
    clock.advance(ageMs);
    if (works) expect(await isAccepted()).toBe(true);
    else await expect(isAccepted()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not ask on every request while partners is down', async () => {
    await isAccepted();
    partners.state = 'down';
    clock.advance(800);
    await isAccepted();
    clock.advance(999);
    await Promise.all([isAccepted(), isAccepted()]);
    expect(partners.asked).toBe(2);
    clock.advance(1);
    partners.state = 'revoked';
    expect(await isAccepted()).toBe(false);
  });

  it('cannot judge an unknown key while partners is down', async () => {
    partners.state = 'down';
    await expect(isAccepted()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not let made-up keys push out those that are known', async () => {
    await isAccepted();
    partners.state = 'revoked';
    for (let made = 0; made < 2_500; made += 1) await isAccepted(`ks_made${made}.up`);
    clock.advance(100);
    const before = partners.asked;
    expect(await isAccepted()).toBe(true);
    expect(partners.asked).toBe(before);
  });

  it.each(['ks_.x', 'ks_a', 'ks_a.', `ks_${'a'.repeat(65)}.b`, 'ks_a.b c'])('asks nobody about %s', async (key) => {
    expect(await isAccepted(key)).toBe(false);
    expect(partners.asked).toBe(0);
  });
});
