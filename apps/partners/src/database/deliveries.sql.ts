export const addMessages = `
  INSERT INTO webhook_messages (program_id, event_id, body, created_at)
  SELECT m.program_id, m.event_id, m.body, $4
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS m (program_id, event_id, body)
  ON CONFLICT (program_id, event_id) DO NOTHING`;

export const takePositions = `
  INSERT INTO webhook_positions AS p (program_id, last_position) VALUES ($1, $2)
  ON CONFLICT (program_id) DO UPDATE SET last_position = p.last_position + excluded.last_position
  RETURNING last_position AS last`;

// An event that comes again meets its first delivery, whatever became of it.
export const addDeliveries = `
  INSERT INTO webhook_deliveries (program_id, endpoint_id, event_id, delivery_id, position, type, kind, status, attempts,
                                  last_error_code, next_attempt_at, created_at)
  SELECT d.program_id, d.endpoint_id, d.event_id, d.delivery_id, d.position, d.type, d.kind, d.status, 0,
         d.error_code, d.next_attempt_at, $11
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
                $10::timestamptz[])
         AS d (program_id, endpoint_id, event_id, delivery_id, position, type, kind, status, error_code, next_attempt_at)
  ON CONFLICT (program_id, endpoint_id, event_id) DO NOTHING`;

// One index probe an endpoint, not a scan of what is due: a dead endpoint's backlog must not hide the others.
export const dueEndpoints = `
  SELECT program_id AS "programId", endpoint_id AS "endpointId" FROM webhook_endpoints e
   WHERE deleted_at IS NULL
     AND EXISTS (SELECT 1 FROM webhook_deliveries d
                  WHERE d.program_id = e.program_id AND d.endpoint_id = e.endpoint_id
                    AND d.status = 'pending' AND d.next_attempt_at <= $1)`;

// SKIP LOCKED passes over what another process is claiming; after its commit the lease keeps it from being due.
export const claim = `
  WITH due AS (
    SELECT program_id, endpoint_id, event_id FROM webhook_deliveries
     WHERE program_id = $1 AND endpoint_id = $2 AND status = 'pending' AND next_attempt_at <= $3
     ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE webhook_deliveries d SET next_attempt_at = $5 FROM due
     WHERE d.program_id = due.program_id AND d.endpoint_id = due.endpoint_id AND d.event_id = due.event_id
    RETURNING d.program_id, d.endpoint_id, d.event_id, d.kind, d.attempts, d.next_attempt_at
  )
  SELECT c.program_id AS "programId", c.endpoint_id AS "endpointId", c.event_id AS "eventId", c.kind, c.attempts,
         c.next_attempt_at AS "leasedUntil", m.body
    FROM claimed c JOIN webhook_messages m ON m.program_id = c.program_id AND m.event_id = c.event_id`;

// The lease's end is also its token: when it has changed, somebody else is at it, and only a success is worth telling.
export const record = `
  UPDATE webhook_deliveries d
     SET status = o.status, attempts = d.attempts + 1, last_status_code = o.status_code, last_error_code = o.error_code,
         last_duration_ms = o.duration_ms, next_attempt_at = o.next_attempt_at, delivered_at = o.delivered_at
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::smallint[], $7::text[], $8::integer[],
                $9::timestamptz[], $10::timestamptz[])
         AS o (program_id, endpoint_id, event_id, leased_until, status, status_code, error_code, duration_ms,
               next_attempt_at, delivered_at)
   WHERE d.program_id = o.program_id AND d.endpoint_id = o.endpoint_id AND d.event_id = o.event_id
     AND ((d.status = 'pending' AND d.next_attempt_at = o.leased_until) OR (d.status <> 'delivered' AND o.status = 'delivered'))`;

export const list = `
  SELECT program_id AS "programId", endpoint_id AS "endpointId", event_id AS "eventId", delivery_id AS "deliveryId", position,
         type, kind, status, attempts, last_status_code AS "lastStatusCode", last_error_code AS "lastErrorCode",
         last_duration_ms AS "lastDurationMs", next_attempt_at AS "nextAttemptAt", created_at AS "createdAt",
         delivered_at AS "deliveredAt"
    FROM webhook_deliveries
   WHERE program_id = $1 AND endpoint_id = $2 AND ($3::text IS NULL OR status = $3)
     AND ($4::bigint IS NULL OR position < $4)
   ORDER BY position DESC LIMIT $5`;

export const pull = `
  SELECT d.position, m.body
    FROM webhook_deliveries d JOIN webhook_messages m ON m.program_id = d.program_id AND m.event_id = d.event_id
   WHERE d.program_id = $1 AND d.endpoint_id = $2 AND d.position > $3 AND d.kind = 'event'
   ORDER BY d.position LIMIT $4`;

/** Parameters $1 to $6: programme, endpoint, since, until, types, statuses. */
export const replayable = `program_id = $1 AND endpoint_id = $2 AND created_at >= $3 AND created_at < $4
    AND type = ANY ($5::text[]) AND status = ANY ($6::text[]) AND kind = 'event'`;

// From each endpoint's oldest: positions grow with time, so this needs no index of its own by time.
export const purgeDeliveries = `
  DELETE FROM webhook_deliveries d
   USING webhook_endpoints e CROSS JOIN LATERAL (
           SELECT event_id, created_at FROM webhook_deliveries o
            WHERE o.program_id = e.program_id AND o.endpoint_id = e.endpoint_id
            ORDER BY o.position LIMIT 1000) AS oldest
   WHERE oldest.created_at < $1
     AND d.program_id = e.program_id AND d.endpoint_id = e.endpoint_id AND d.event_id = oldest.event_id`;

// After the deliveries that refer to them: those of one event were made in one transaction, at one instant.
export const purgeMessages = `
  DELETE FROM webhook_messages
   WHERE ctid = ANY (ARRAY (SELECT ctid FROM webhook_messages WHERE created_at < $1 LIMIT 5000))`;
