import type { Caller } from '#contracts/internal/call';

type Locale = Caller['locale'];

/** The first of the languages we speak in the caller's order of preference; English where none fits. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  if (acceptLanguage === undefined || acceptLanguage.length > 256) return 'en';
  let best: { locale: Locale; weight: number } = { locale: 'en', weight: 0 };
  for (const range of acceptLanguage.toLowerCase().split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    const language = tag.split('-')[0];
    if ((language === 'en' || language === 'zh') && weight > best.weight) best = { locale: language, weight };
  }
  return best.locale;
}
