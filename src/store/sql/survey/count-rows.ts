import { type Database, statement } from '../database.ts';
import { number } from '../rows.ts';

/** The number that a statement selects as `count`. */
export async function countOf(db: Database, name: string, select: string): Promise<number> {
  const [row] = await db.all(statement(`survey_${name}`, select));
  return number(row?.['count']);
}
