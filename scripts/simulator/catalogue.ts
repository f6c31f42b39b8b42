export type Pet = 'cat' | 'dog';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  /** Shelf price in fen. */
  readonly priceMinor: number;
  /** How often it goes into a basket, relative to the rest. */
  readonly weight: number;
  /** Only bought for this pet; absent = for every home. */
  readonly pet?: Pet;
}

/** What a pet eats: bought on nearly every visit, always the same one. */
export const STAPLES: readonly Product[] = [
  product('CAT-FOOD-2KG', 'Cat food chicken 2 kg', 'pet-food', 12_000, 5, 'cat'),
  product('CAT-FOOD-5KG', 'Cat food salmon 5 kg', 'pet-food', 26_800, 2, 'cat'),
  product('CAT-WET-12', 'Wet cat food, 12 tins', 'pet-food', 8_900, 4, 'cat'),
  product('CAT-PREM-1K5', 'Grain-free cat food 1.5 kg', 'pet-food', 18_900, 2, 'cat'),
  product('DOG-FOOD-3KG', 'Dog food beef 3 kg', 'pet-food', 13_500, 4, 'dog'),
  product('DOG-FOOD-10KG', 'Dog food lamb 10 kg', 'pet-food', 35_800, 3, 'dog'),
  product('DOG-PUPPY-2KG', 'Puppy food 2 kg', 'pet-food', 11_900, 2, 'dog'),
  product('DOG-PREM-6KG', 'Grain-free dog food 6 kg', 'pet-food', 42_900, 1, 'dog'),
];

export const EXTRAS: readonly Product[] = [
  product('CAT-LITTER-10L', 'Tofu cat litter 10 l', 'litter', 4_590, 14, 'cat'),
  product('CAT-LITTER-BOX', 'Covered litter box', 'litter', 15_900, 1, 'cat'),
  product('CAT-TREAT-STICK', 'Cat treat sticks', 'treats', 1_280, 10, 'cat'),
  product('CAT-CATNIP', 'Catnip mouse', 'toys', 1_900, 6, 'cat'),
  product('CAT-TEASER', 'Feather teaser', 'toys', 1_500, 5, 'cat'),
  product('CAT-TREE', 'Cat tree 140 cm', 'pet-furniture', 32_900, 1, 'cat'),
  product('CAT-SCRATCH', 'Scratching board', 'pet-furniture', 3_900, 4, 'cat'),
  product('DOG-TREAT-JERKY', 'Duck jerky for dogs', 'treats', 2_680, 10, 'dog'),
  product('DOG-CHEW', 'Dental chews', 'treats', 3_490, 8, 'dog'),
  product('DOG-BALL', 'Rubber ball', 'toys', 2_200, 5, 'dog'),
  product('DOG-ROPE', 'Pull rope', 'toys', 1_800, 4, 'dog'),
  product('DOG-LEAD', 'Reflective lead', 'pet-care', 6_900, 2, 'dog'),
  product('DOG-BAGS', 'Walk bags, 8 rolls', 'pet-care', 1_990, 9, 'dog'),
  product('DOG-BED-M', 'Dog bed M', 'pet-furniture', 19_900, 1, 'dog'),
  product('PET-SHAMPOO', 'Pet shampoo 500 ml', 'pet-care', 5_900, 4),
  product('PET-BRUSH', 'Grooming brush', 'pet-care', 4_900, 2),
  product('PET-FLEA', 'Flea and tick drops', 'pet-health', 9_800, 4),
  product('PET-VITAMIN', 'Pet vitamins', 'pet-health', 7_800, 3),
  product('PET-BOWL', 'Stainless bowl', 'pet-care', 3_200, 2),
  product('PET-FOUNTAIN', 'Drinking fountain', 'pet-care', 14_900, 1),
  product('HOME-ODOUR', 'Odour remover 500 ml', 'cleaning', 3_980, 8),
  product('HOME-LINT', 'Lint roller refills', 'cleaning', 1_690, 9),
  product('HOME-WIPES', 'Wet wipes, 5 packs', 'cleaning', 2_490, 8),
  product('HOME-DETERG', 'Laundry detergent 3 l', 'cleaning', 4_990, 6),
  product('HOME-TOWEL', 'Bath towel', 'textiles', 5_900, 4),
  product('HOME-THROW', 'Sofa throw', 'textiles', 12_900, 2),
  product('HOME-CUSHION', 'Cushion cover', 'textiles', 4_500, 3),
  product('HOME-CANDLE', 'Scented candle', 'decoration', 6_800, 3),
  product('HOME-VASE', 'Glass vase', 'decoration', 7_900, 1),
  product('HOME-MUG', 'Stoneware mug', 'kitchen', 3_900, 4),
  product('HOME-BOX', 'Storage box 30 l', 'storage', 5_500, 4),
  product('HOME-HANGER', 'Hangers, 10 pieces', 'storage', 2_990, 3),
  product('GARDEN-CATGRASS', 'Cat grass kit', 'garden', 1_590, 3),
  product('GARDEN-PLANT', 'Pet-safe pot plant', 'garden', 4_800, 3),
];

function product(sku: string, name: string, category: string, priceMinor: number, weight: number, pet?: Pet): Product {
  return { sku, name, category, priceMinor, weight, ...(pet && { pet }) };
}
