import type { Survey } from '../cluster/survey.ts';
import type { StoreConfig } from './index.ts';

/**
 * What the configured Redis and PostgreSQL hold, read without writing anything: nothing for a machine that
 * keeps everything in DATA_DIR, where no other program has written. Throws StoreUnavailable.
 */
export async function surveyStores(
  config: Pick<StoreConfig, 'redisUrl' | 'redisNamespace' | 'databaseUrl'>,
): Promise<readonly Survey[]> {
  const { redisUrl, redisNamespace: namespace, databaseUrl } = config;
  const surveys: Survey[] = [];
  if (redisUrl !== undefined) {
    const { surveyRedis } = await import('./redis/survey/index.ts');
    surveys.push(await surveyRedis({ url: redisUrl, namespace }));
  }
  if (databaseUrl !== undefined) {
    const { surveyPostgres } = await import('./sql/survey/postgres.ts');
    const { schemas } = await import('./sql/database-store.ts');
    surveys.push(await surveyPostgres({ url: databaseUrl, schemas }));
  }
  return surveys;
}
