/**
 * Begins a statement of PostgreSQL's that changes the rows of several servers, which takes its turn with placements
 * and joins (the lock of `cluster_place`): who holds one row then waits for no other. It joins the table `turn`, so
 * that no row is locked before.
 */
export const IN_TURN = `
  WITH turn AS (SELECT pg_advisory_xact_lock(hashtextextended('cluster_place', 0)))`;
