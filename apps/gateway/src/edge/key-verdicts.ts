import { hash } from 'node:crypto';
import type { Clock } from '#kernel/clock';
import { DomainError } from '#kernel/errors';
import { verifyKey } from '#contracts/internal/partners';
import type { InternalCalls } from '#platform/http/internal-calls';
import { gatewayCaller, type Principal, type Scope } from './principal.js';

/** A verdict is asked again from this age on while it still serves, so that a busy key never waits. */
const refreshAfterMs = 400;
/** Beyond it no verdict serves unasked: a revocation holds within a second. */
const freshMsMax = 750;
/** How long known verdicts serve while partners is unreachable: tills keep working. */
const staleMsMax = 15 * 60_000;
/** After a failed question known verdicts serve unasked for this long, so that not every request waits for the deadline. */
const backOffMs = 1_000;
const knownDeadlineMs = 300;
const unknownDeadlineMs = 2_000;
const verdictsMax = 10_000;
const refusalsMax = 2_000;
const credentialPattern = /^ks_([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,128})$/;
const noProgram = '00000000-0000-0000-0000-000000000000';

interface Verdict {
  readonly keyId: string;
  /** Null: unknown, wrong or revoked. */
  readonly principal: Principal | null;
  /** When the question was sent: what was true then may have ended since. */
  readonly askedAtMs: number;
}

/** What partners says of an API key, remembered by the SHA-256 of the credential: the secret itself is not kept. */
export class KeyVerdicts {
  // Refusals apart: whoever floods the gateway with made-up keys must not push out the keys of tills.
  private readonly accepted = new Map<string, Verdict>();
  private readonly refused = new Map<string, Verdict>();
  private readonly questions = new Map<string, Promise<Verdict>>();
  private askAgainAtMs = 0;

  constructor(
    private readonly calls: InternalCalls,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the principal, at once where the verdict is fresh; null for a key that does not hold
   * @throws Refusal unavailable when partners cannot be reached and the credential is not known
   */
  verdictOf(credential: string): Principal | null | Promise<Principal | null> {
    const digest = hash('sha256', credential);
    const known = this.accepted.get(digest) ?? this.refused.get(digest);
    if (!known) return this.ask(digest, credential, unknownDeadlineMs).then(({ principal }) => principal);
    const nowMs = this.clock.now().getTime();
    const ageMs = nowMs - known.askedAtMs;
    if (ageMs < refreshAfterMs) return known.principal;
    const servesStale = ageMs < staleMsMax;
    if (nowMs < this.askAgainAtMs && servesStale) return known.principal;
    const answer = this.ask(digest, credential, knownDeadlineMs).then(
      ({ principal }) => principal,
      (error: unknown) => {
        if (isUnavailable(error) && servesStale) return known.principal;
        throw error;
      },
    );
    if (ageMs >= freshMsMax) return answer;
    answer.catch(() => undefined);
    return known.principal;
  }

  /** Whether an answer needs no question: nobody may make partners work by guessing. */
  knows(credential: string): boolean {
    return this.accepted.has(hash('sha256', credential));
  }

  /** Drops what is known of a key that was revoked here: this gateway need not wait the second out. */
  forget(keyId: string): void {
    for (const [digest, verdict] of this.accepted) if (verdict.keyId === keyId) this.accepted.delete(digest);
  }

  private ask(digest: string, credential: string, deadlineMs: number): Promise<Verdict> {
    const running = this.questions.get(digest);
    if (running) return running;
    const question = this.question(digest, credential, deadlineMs).finally(() => this.questions.delete(digest));
    this.questions.set(digest, question);
    return question;
  }

  private async question(digest: string, credential: string, deadlineMs: number): Promise<Verdict> {
    const askedAtMs = this.clock.now().getTime();
    const [, keyId = '', secret = ''] = credentialPattern.exec(credential) ?? [];
    if (secret === '') return { keyId, principal: null, askedAtMs };
    const caller = gatewayCaller(noProgram, { correlationId: crypto.randomUUID(), locale: 'en' });
    try {
      const { verdict } = await this.calls.send(verifyKey, caller, { keyId, secret }, { deadlineMs });
      const principal = verdict && { ...verdict, actor: { ...verdict.actor, scope: verdict.actor.scope as Scope } };
      return this.remember(digest, { keyId, principal, askedAtMs });
    } catch (error) {
      if (isUnavailable(error)) this.askAgainAtMs = this.clock.now().getTime() + backOffMs;
      throw error;
    }
  }

  private remember(digest: string, verdict: Verdict): Verdict {
    this.accepted.delete(digest);
    this.refused.delete(digest);
    const [verdicts, max] = verdict.principal ? [this.accepted, verdictsMax] : [this.refused, refusalsMax];
    verdicts.set(digest, verdict);
    if (verdicts.size > max) verdicts.delete(verdicts.keys().next().value ?? '');
    return verdict;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'unavailable';
}
