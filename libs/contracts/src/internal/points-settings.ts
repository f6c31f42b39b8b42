import { defineCall } from './call.js';

/** A programme's points settings with every part filled in. */
export interface PointsSettingsView {
  /** 0 while they are those that a programme begins with. */
  readonly version: number;
  readonly contentHash: string;
  readonly recordedAt: string | null;
  readonly settings: object;
}

export const readPointsSettings = defineCall<Record<string, never>, PointsSettingsView>('points', 'settings/read');
/** `document` holds the parts that differ from the defaults. Refuses rule_invalid, draft_changed (ifMatch is another's hash). */
export const writePointsSettings = defineCall<
  { document: Readonly<Record<string, unknown>>; ifMatch?: string },
  PointsSettingsView
>('points', 'settings/write');
