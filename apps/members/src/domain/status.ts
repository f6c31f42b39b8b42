export type MemberStatus = 'active' | 'earn_only' | 'suspended' | 'closed' | 'merged' | 'erased';

/** Reasons are codes, never words about a person: they travel in events. */
export const codePattern = /^[a-z][a-z0-9_.-]{0,63}$/;
