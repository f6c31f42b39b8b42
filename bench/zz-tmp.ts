import { compileCampaigns } from '#rules/campaigns/campaign-index';
import { parseCampaign } from '#rules/campaigns/parse';
import { evaluateCampaigns } from '../apps/points/src/domain/campaigns/evaluate-campaigns.js';
const kinds: Record<string, (n: number) => string> = {
  total: (n) => `purchase.totalMinor > ${n * 1000 + 100000}`,
  and: (n) => `purchase.totalMinor > ${n * 1000 + 100000} && purchase.quantity > 100.0`,
  ltier: (n) => `member.known && time.weekday == 5 && time.hour >= ${n % 24}`,
  exists: (n) => `purchase.lines.exists(l, l.sku.startsWith("X${n}"))`,
  same: () => `purchase.totalMinor > 100000000 && time.hour > 30`,
};
for (const [name, when] of Object.entries(kinds)) {
  const campaigns = Array.from({ length: 1000 }, (_, n) => {
    const p = parseCampaign({ title: { en: 'x', zh: 'x' }, trigger: 'purchase', effect: { type: 'fixed', points: 1 }, conditions: [{ name: 'c', when: when(n) }] } as never, { code: `c${n}`, version: 1 });
    if (!p.ok) throw new Error(JSON.stringify(p.problems));
    return p.campaign;
  });
  const index = compileCampaigns(campaigns);
  const input = { trigger: 'purchase', occurredAt: new Date('2026-11-21T02:15:00Z'), zone: 'Asia/Shanghai', currency: 'CNY', storeId: 'S01', channel: 'pos',
    lines: [1, 2, 3].map((line) => ({ line, sku: `A${line}`, category: 'c', kind: 'product', quantity: 1, netMinor: 1000 })), tenders: [], event: null,
    member: { level: 'gold-1', segments: [], enrolledAt: null }, usage: new Map(), windows: [], defaults: { pending: { type: 'none' }, expiry: { type: 'none' } }, pointValue: { points: 100, minor: 100 } } as never;
  for (let i = 0; i < 200; i += 1) evaluateCampaigns(index, input, { explain: false });
  const t = process.cpuUsage(); const runs = 400;
  for (let i = 0; i < runs; i += 1) evaluateCampaigns(index, input, { explain: false });
  const { user, system } = process.cpuUsage(t);
  console.log(name, ((user + system) / 1000 / runs).toFixed(3), 'ms');
}
