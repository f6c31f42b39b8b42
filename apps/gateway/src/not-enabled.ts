import type { EndpointDefinition, Method } from './edge/endpoint.decorator.js';
import type { Scope } from './edge/principal.js';

type Row = readonly [method: Method, path: string, scopes: readonly Scope[] | 'anyone', feature: string];

const till: readonly Scope[] = ['pos', 'app', 'admin'];
const operator: readonly Scope[] = ['admin'];
const partner: readonly Scope[] = ['partner', 'admin'];

const rows: readonly Row[] = [
  ['POST', '/v1/coupons/{code}/reserve', till, 'Coupons outside of purchases'],
  ['POST', '/v1/coupons/{code}/redeem', till, 'Coupons outside of purchases'],
  ['POST', '/v1/coupons/{code}/release', till, 'Coupons outside of purchases'],
  ['POST', '/v1/rewards/{id}/redeem', till, 'Rewards'],
  ['POST', '/v1/partner-links', ['partner'], 'Partner links'],
  ['POST', '/v1/partner-sources', partner, 'Partner sources'],
  ['POST', '/v1/partner-events/{sourceId}', 'anyone', 'Partner events'],
  ['GET', '/v1/partner-events/{sourceId}/{id}', partner, 'Partner events'],
  ['POST', '/v1/imports/members', operator, 'Imports'],
  ['POST', '/v1/imports/purchases', operator, 'Imports'],
  ['GET', '/v1/imports/{id}', operator, 'Imports'],
  ...ruleRows('tier-ladders', 'Tier ladders as documents'),
  ...ruleRows('rewards', 'Rewards'),
  ...ruleRows('tags', 'Tags'),
  ...ruleRows('playbooks', 'Playbooks'),
  ...reviewRows('benefits', 'Reviewing benefits'),
];

function ruleRows(kind: string, feature: string): Row[] {
  return [
    ['PUT', `/v1/${kind}/{code}/draft`, operator, feature],
    ['POST', `/v1/${kind}/{code}/publish`, operator, feature],
    ['GET', `/v1/${kind}/{code}/versions`, operator, feature],
    ...reviewRows(kind, feature),
  ];
}

function reviewRows(kind: string, feature: string): Row[] {
  return ['draft/check', 'draft/evaluate', 'pause', 'rollback'].map((step): Row => [
    'POST',
    `/v1/${kind}/{code}/${step}`,
    operator,
    feature,
  ]);
}

/** Routes of the public interface that this version does not offer yet: they know their callers, and say so before they read a body. */
export const notEnabledEndpoints: readonly EndpointDefinition[] = rows.map(([method, path, scopes, feature]) => ({
  method,
  path,
  scopes,
  summary: `${feature}: not enabled yet.`,
  notEnabled: feature,
  answers: {},
}));
