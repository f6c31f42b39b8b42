const dayMs = 24 * 60 * 60 * 1000;

/** How long what was or would have been sent can be pulled, listed and replayed. */
export const messagesKeptMs = 30 * dayMs;
/** A day more than answers to keyed writes are kept: a repeated creation still finds the secret that it must show. */
export const replaySecretsKeptMs = 36 * dayMs;

export const endpointsPerClientMax = 20;
export const patternsPerEndpointMax = 100;
/** Secrets that may sign at once: the current one and those that retire within their 24 hours. */
export const signingSecretsMax = 4;
/** Deliveries that one replay may make due. */
export const replayedDeliveriesMax = 100_000;

/** Longer than an attempt can take: looking the host up, connecting, and the receiver's 15 s. */
export const leaseMs = 60_000;
