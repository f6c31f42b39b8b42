const prefix = '9';
/** 14 digits: 10^14 numbers, of which a programme uses some millions; a guess hits one in 10^7 times at most. */
export const cardDigits = 14;

/** A 16-digit card number with a Luhn check digit, so that a mistyped one is noticed at the till. */
export function cardNumber(randomDigits: string): string {
  const body = `${prefix}${randomDigits}`;
  return `${body}${String(luhnDigit(body))}`;
}

function luhnDigit(body: string): number {
  let sum = 0;
  for (let index = body.length - 1, double = true; index >= 0; index -= 1, double = !double) {
    const digit = Number(body[index]);
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return (10 - (sum % 10)) % 10;
}
