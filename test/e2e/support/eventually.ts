import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 25;
const withinMsDefault = 10_000;

/** Looks again until the assertions hold. @throws their last failure when they never do */
export async function eventually<T>(look: () => Promise<T>, withinMs = withinMsDefault): Promise<T> {
  const endsAtMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > endsAtMs) throw error;
      await pause(lookEveryMs);
    }
  }
}
