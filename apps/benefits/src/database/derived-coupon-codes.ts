import { createHmac } from 'node:crypto';
import { CouponCodes } from '../application/ports/coupons.js';

/** Crockford's base 32: no letter that is mistaken for a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 16;
const bitsPerLetter = 5;

/** 80 bits derived from the coupon's id under a key from the environment: a stolen database holds no usable code. */
export class DerivedCouponCodes extends CouponCodes {
  constructor(private readonly key: string) {
    super();
  }

  override codeOf(couponId: string): string {
    const bytes = createHmac('sha256', this.key).update(`coupon/${couponId}`).digest();
    let bits = bytes.readBigUInt64BE(0) * 65_536n + BigInt(bytes.readUInt16BE(8));
    let code = '';
    for (let place = 0; place < codeLength; place += 1) {
      code += alphabet.charAt(Number(bits % 32n));
      bits >>= BigInt(bitsPerLetter);
    }
    return code;
  }
}
