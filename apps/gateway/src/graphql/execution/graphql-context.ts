import type { Principal, RequestFacts } from '../../edge/principal.js';

/** What a resolver knows of the request it works for. */
export interface GraphqlContext {
  readonly principal: Principal;
  readonly facts: RequestFacts;
  /** Counts the requests of this process: names a lane that no other request shares. */
  readonly requestNumber: number;
}
