import { Controller, Get, Header } from '@nestjs/common';
import { Refusal } from '#contracts/errors/refusals';
import { Database } from '../database/database.js';
import { metrics } from '../telemetry/metrics.js';

/** For orchestrators: alive is the process, ready is the process with its database. */
@Controller()
export class HealthController {
  private stopping = false;

  constructor(private readonly database: Database) {}

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('health/ready')
  async ready(): Promise<{ status: 'ok' }> {
    if (this.stopping) throw new Refusal('unavailable', 'The service is stopping.');
    await this.database.query('SELECT 1').catch(() => {
      throw new Refusal('unavailable', 'The database does not answer.');
    });
    return { status: 'ok' };
  }

  @Get('metrics')
  @Header('content-type', metrics.contentType)
  metrics(): Promise<string> {
    return metrics.metrics();
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}
