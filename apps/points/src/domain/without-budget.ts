import type { CampaignDocument } from '#rules/campaigns/document';

/** The campaign as if its budget were endless; a budget in money serves receipts of its own currency only, and still does. */
export function withoutBudget({ budget, ...document }: CampaignDocument): CampaignDocument {
  if (!budget?.money) return document;
  const { currency } = budget.money;
  const { currencies = [currency] } = document;
  // No currency of its own is left: then nothing was served.
  return { ...document, currencies: currencies.filter((each) => each === currency) };
}
