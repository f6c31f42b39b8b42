import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models with their cards, scores with what they were made of, and what is watched night by night. */
export class CreateModelsAndScores1763700000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE models (
        program_id   uuid        NOT NULL,
        model_id     uuid        NOT NULL,
        version      integer     NOT NULL,
        status       text        NOT NULL,
        requested_by text        NOT NULL,
        as_of        timestamptz NOT NULL,
        horizon_days integer     NOT NULL,
        seed         integer     NOT NULL,
        started_at   timestamptz NOT NULL,
        finished_at  timestamptz,
        promoted_at  timestamptz,
        failure      text,
        report       jsonb,
        model        jsonb,
        scored       integer,
        CONSTRAINT models_pkey PRIMARY KEY (program_id, model_id),
        CONSTRAINT models_version UNIQUE (program_id, version)
      )`);
    // At most one training and one model in use a programme, whatever runs at the same time.
    await runner.query("CREATE UNIQUE INDEX models_running ON models (program_id) WHERE status = 'running'");
    await runner.query("CREATE UNIQUE INDEX models_champion ON models (program_id) WHERE status = 'champion'");
    await runner.query(`
      CREATE TABLE value_snapshots (
        program_id  uuid               NOT NULL,
        snapshot_id text               NOT NULL,
        taken_at    timestamptz        NOT NULL,
        members     integer            NOT NULL,
        amounts     double precision[] NOT NULL,
        shares      double precision[] NOT NULL,
        CONSTRAINT value_snapshots_pkey PRIMARY KEY (program_id, snapshot_id)
      )`);
    await runner.query(`
      CREATE TABLE scores (
        program_id         uuid             NOT NULL,
        member_id          uuid             NOT NULL,
        model_version      text             NOT NULL,
        horizon_days       integer          NOT NULL,
        scored_at          timestamptz      NOT NULL,
        facts_read_at      timestamptz      NOT NULL,
        snapshot_id        text             NOT NULL,
        score              smallint         NOT NULL,
        level              text             NOT NULL,
        probability        integer          NOT NULL,
        impact             integer          NOT NULL,
        urgency            integer          NOT NULL,
        low                double precision NOT NULL,
        high               double precision NOT NULL,
        expected_purchases double precision NOT NULL,
        clv_minor          bigint           NOT NULL,
        value_minor        bigint           NOT NULL,
        loss_minor         bigint           NOT NULL,
        contributions      jsonb            NOT NULL,
        flags              text[]           NOT NULL,
        CONSTRAINT scores_pkey PRIMARY KEY (program_id, member_id)
      )`);
    await runner.query(`
      CREATE TABLE score_history (
        program_id    uuid        NOT NULL,
        member_id     uuid        NOT NULL,
        scored_at     timestamptz NOT NULL,
        score         smallint    NOT NULL,
        level         text        NOT NULL,
        probability   integer     NOT NULL,
        model_version text        NOT NULL,
        CONSTRAINT score_history_pkey PRIMARY KEY (program_id, member_id, scored_at)
      )`);
    await runner.query('CREATE INDEX score_history_by_time ON score_history (program_id, scored_at)');
    await runner.query('CREATE INDEX adjustments_by_time ON adjustments (program_id, occurred_at)');
    await runner.query(`
      CREATE TABLE rescore_queue (
        program_id uuid NOT NULL,
        member_id  uuid NOT NULL,
        CONSTRAINT rescore_queue_pkey PRIMARY KEY (program_id, member_id)
      )`);
    await runner.query(`
      CREATE TABLE risk_cells (
        program_id      uuid             NOT NULL,
        taken_on        date             NOT NULL,
        dimension       text             NOT NULL,
        name            text             NOT NULL,
        basic           integer          NOT NULL,
        warning         integer          NOT NULL,
        crisis          integer          NOT NULL,
        probability_sum double precision NOT NULL,
        value_minor     bigint           NOT NULL,
        loss_minor      bigint           NOT NULL,
        clv_minor       bigint           NOT NULL,
        CONSTRAINT risk_cells_pkey PRIMARY KEY (program_id, taken_on, dimension, name)
      )`);
    await runner.query(`
      CREATE TABLE alerts (
        program_id      uuid        NOT NULL,
        alert_id        uuid        NOT NULL,
        kind            text        NOT NULL,
        day             date        NOT NULL,
        observed        double precision NOT NULL,
        expected        double precision NOT NULL,
        robust_z        double precision NOT NULL,
        raised_at       timestamptz NOT NULL,
        acknowledged_at timestamptz,
        acknowledged_by text,
        CONSTRAINT alerts_pkey PRIMARY KEY (program_id, alert_id),
        CONSTRAINT alerts_once UNIQUE (program_id, kind, day)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
