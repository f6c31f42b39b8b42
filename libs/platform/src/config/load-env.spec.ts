import { IsInt, IsString, MinLength } from 'class-validator';
import { InvalidEnvironmentError, loadEnv } from './load-env.js';

class ShopEnv {
  @IsInt()
  PORT: number = 3000;

  @IsString()
  @MinLength(8)
  SHOP_KEY!: string;
}

const load = (source: NodeJS.ProcessEnv) => loadEnv(ShopEnv, source);

describe('loadEnv', () => {
  it('turns text into the type of the field, and takes an empty value as not set', () => {
    expect(load({ PORT: '8080', SHOP_KEY: 'long enough' })).toMatchObject({ PORT: 8080 });
    expect(load({ PORT: '', SHOP_KEY: 'long enough' })).toMatchObject({ PORT: 3000 });
  });

  it('names every missing or bad variable at once, never a value', () => {
    const start = () => load({ PORT: 'eighty', SHOP_KEY: 'secret' });
    expect(start).toThrow(InvalidEnvironmentError);
    expect(start).toThrow(/PORT: [^]*SHOP_KEY: /);
    expect(start).toThrow(/^(?!.*(eighty|secret))/s);
  });
});
