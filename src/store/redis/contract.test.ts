import { describeClusterStore } from '../contract/cluster.contract.ts';
import { MEETING_TTL, type Subject } from '../contract/subject.ts';
import { openFixture } from './fixture.ts';

async function open(): Promise<Subject> {
  const { url, namespace, store, redis, close } = openFixture();
  return {
    store,
    config: {
      redisUrl: url,
      redisNamespace: namespace,
      databaseUrl: undefined,
      dataDir: '/nonexistent',
      defaultMeetingTtl: MEETING_TTL,
    },
    async addTenant({ id, name, secrets, lrs }) {
      await redis.sadd('tenants', id);
      await redis.hset(`tenant:${id}`, { name, secrets: secrets.join(':'), ...lrs });
      await redis.hset(`tenant_name:${name}`, { id });
    },
    async addSetting({ id, tenantId, param, value, override }) {
      await redis.sadd(`tenant_settings:${tenantId}`, id);
      await redis.hset(`tenant_setting:${id}`, {
        param,
        value,
        override: String(override),
        tenant_id: tenantId,
      });
    },
    async expire(meetingId) {
      await redis.del(`meeting:${meetingId}`);
    },
    cleanup: close,
  };
}

describeClusterStore('Redis', open);
