/**
 * Digits after the point by active ISO 4217 code; two where not listed otherwise. Left out are codes without a minor unit
 * (metals, XDR, XSU, XUA, bond units), XTS and XXX, and codes that ISO has withdrawn (ANG, BGN, CUC, HRK, SLL, ZWL).
 * Source: ISO 4217 list one, amendments up to 179.
 */
const codesByDigits: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU ' +
    'CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
    'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR ' +
    'NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP ' +
    'TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const digitsByCode: ReadonlyMap<string, number> = new Map(
  Object.entries(codesByDigits).flatMap(([digits, codes]) =>
    codes.split(' ').map((code) => [code, Number(digits)] as const),
  ),
);

/** Digits after the point of a currency, or undefined for a code that is not an active currency. */
export function minorDigits(currency: string): number | undefined {
  return digitsByCode.get(currency);
}

/**
 * Whole major units in an amount, rounded down: what "1 point per 1 CNY" counts.
 * @param amountMinor minor units, ≥ 0
 * @param currency    an active ISO 4217 code
 */
export function wholeMajorUnits(amountMinor: number, currency: string): number {
  return Math.floor(amountMinor / 10 ** (minorDigits(currency) ?? 2));
}
