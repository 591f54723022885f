import type { Config } from '../../config.ts';
import type { Services } from '../services.ts';
import { type Finding, fine, problem } from './finding.ts';

/** Whether recordings can be had from S3, as far as they lie there. */
export async function checkBucket(services: Services, config: Config): Promise<Finding[]> {
  if (!config.s3Recording || config.recordingDisabled) return [];
  const name = `The bucket of recordings (${config.s3BucketName})`;
  try {
    // There is no such recording: to be told so is enough.
    await (await services.recordingFiles()).where('doctor', 'doctor');
    return [fine(`${name} can be read`)];
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return [
      problem(
        `${name} can not be read: ${reason}`,
        'see S3_BUCKET_NAME, the region, and the AWS credentials',
      ),
    ];
  }
}
