import { sql } from 'kysely';
import type { Db } from '../../../kernel/context.ts';
import type { DeliveryState } from './delivery.ts';

/** What became of a delivery of the invented metropolis, and what the body said when it closed it. */
export interface Carried {
  state: Exclude<DeliveryState, 'queued'>;
  at: Date;
  said: string | null;
}

export async function seedDelivery(
  db: Db,
  delivery: Carried & { hop: string; report: string; body: string; queued: Date },
): Promise<void> {
  const { state, at, said, hop, report, body, queued } = delivery;
  await sql`
    insert into reports.deliveries (hop, report, body, state, tries, queued, ${sql.ref(state)}, last_error, remote_status, remote_notes, heard)
    values (${hop}, ${report}, ${body}, ${state}, ${state === 'failed' ? 8 : 1}, ${queued}, ${at}, ${state === 'failed' ? 'mail' : null},
      ${said ? 'closed' : null}, ${said}, ${said ? at : null})`.execute(db);
}
