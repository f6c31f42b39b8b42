import type { PurchaseItemDto } from '#contracts/public/purchase.dto';
import { EXTRAS, STAPLES } from './catalogue.js';
import type { Pet, Product } from './catalogue.js';
import type { Random } from './random.js';

export interface BasketHabits {
  readonly pets: readonly Pet[];
  readonly staples: readonly Product[];
  readonly extrasMean: number;
  readonly discountAffinity: number;
}

/** What someone takes who is not known: a small basket for a pet we can only guess. */
export function walkInHabits(random: Random): BasketHabits {
  const pets: Pet[] = random.chance(0.7) ? [random.pick<Pet>(['cat', 'dog'])] : [];
  const staples = random.chance(0.3)
    ? STAPLES.filter(({ pet }) => pet !== undefined && pets.includes(pet)).slice(0, 1)
    : [];
  return { pets, staples, extrasMean: 0.9, discountAffinity: 0.1 };
}

/** The lines of one receipt: at least one, each product once, prices and discounts in fen. */
export function fillBasket(random: Random, habits: BasketHabits, isFestival: boolean): PurchaseItemDto[] {
  const staples = habits.staples.filter(() => random.chance(0.78));
  const shelf = EXTRAS.filter(({ pet }) => pet === undefined || habits.pets.includes(pet));
  const extrasCount = random.poisson(habits.extrasMean * (isFestival ? 1.5 : 1));
  const chosen = new Set<Product>(staples);
  for (let count = 0; count < extrasCount || chosen.size === 0; count++) {
    chosen.add(random.pickWeighted(shelf, ({ weight }) => weight));
  }
  return [...chosen].map((product, index) => {
    const quantity = quantityOf(random, product, isFestival);
    return {
      line: index + 1,
      sku: product.sku,
      name: product.name,
      category: product.category,
      quantity,
      unitPriceMinor: product.priceMinor,
      discountMinor: discountOf(random, quantity * product.priceMinor, {
        isFestival,
        affinity: habits.discountAffinity,
      }),
    };
  });
}

function quantityOf(random: Random, { priceMinor }: Product, isFestival: boolean): number {
  const mostPieces = priceMinor < 5_000 ? 4 : 2;
  return random.chance(isFestival ? 0.5 : 0.22) ? random.integer(2, mostPieces) : 1;
}

function discountOf(
  random: Random,
  grossMinor: number,
  { isFestival, affinity }: { isFestival: boolean; affinity: number },
): number {
  if (!random.chance(isFestival ? 0.7 : affinity)) return 0;
  const percent = isFestival ? random.integer(15, 35) : random.pick([5, 10, 10, 15, 20]);
  return Math.floor((grossMinor * percent) / 1_000) * 10;
}
