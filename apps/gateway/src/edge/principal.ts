import type { Actor, Caller } from '#contracts/internal/call';

export type Scope = 'pos' | 'app' | 'partner' | 'admin' | 'member';

/** Whom a credential stands for. The programme and the actor come from here only, never from a body. */
export interface Principal {
  readonly programId: string;
  readonly actor: Actor & { readonly scope: Scope };
  /** A partner with an operator's grant sees the whole programme. */
  readonly programWide: boolean;
}

/** What the edge knows of a request besides its content. */
export interface RequestFacts {
  readonly correlationId: string;
  readonly locale: Caller['locale'];
}

/** The identity that goes to the services, signed by InternalCalls. */
export function callerOf(principal: Principal, facts: RequestFacts): Caller {
  return {
    programId: principal.programId,
    actor: principal.actor,
    correlationId: facts.correlationId,
    locale: facts.locale,
  };
}

/** The gateway itself, for calls that stand for many requests or for none that is known yet. */
export function gatewayCaller(programId: string, facts: RequestFacts): Caller {
  return { programId, actor: { type: 'system', id: 'gateway', scope: 'system' }, ...facts };
}
