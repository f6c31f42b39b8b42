/** A text in the platform's languages; English is always there. */
export interface Localized {
  readonly en: string;
  readonly zh?: string;
}

export function inLocale(text: Localized, locale: 'en' | 'zh'): string {
  return (locale === 'zh' ? text.zh : undefined) ?? text.en;
}
