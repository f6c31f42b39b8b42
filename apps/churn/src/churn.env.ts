import { ServiceEnv } from '#platform/config/service-env';

/** The churn service needs nothing beyond what every service needs. */
export class ChurnEnv extends ServiceEnv {}
