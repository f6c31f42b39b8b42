/** Where a purchase or an enrollment came from. */
export const channels = ['pos', 'app', 'mini_program', 'web', 'partner', 'import'] as const;
export type Channel = (typeof channels)[number];
