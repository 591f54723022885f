import type { Config } from '../../config.ts';
import type { RecordingFiles } from '../../recordings/ports.ts';
import { openFilesystem } from './filesystem.ts';

/** The settings that tell where recording files lie. */
export type FilesConfig = Pick<
  Config,
  | 'recordingPublishDir'
  | 'recordingUnpublishDir'
  | 's3Recording'
  | 's3BucketName'
  | 's3Endpoint'
  | 'awsRegion'
  | 'awsAccessKeyId'
  | 'awsSecretAccessKey'
  | 'awsSessionToken'
>;

/** The recording files as configured: in S3, whose client is loaded only then, or in directories. */
export async function openRecordingFiles(config: FilesConfig): Promise<RecordingFiles> {
  const { s3BucketName: bucket, s3Endpoint: endpoint, awsRegion: region } = config;
  if (config.s3Recording && bucket !== undefined) {
    const { openS3 } = await import('./s3.ts');
    return openS3({ bucket, endpoint, region, credentials: credentialsOf(config) });
  }
  return openFilesystem({
    published: config.recordingPublishDir,
    unpublished: config.recordingUnpublishDir,
  });
}

function credentialsOf(config: FilesConfig) {
  const { awsAccessKeyId, awsSecretAccessKey, awsSessionToken } = config;
  if (awsAccessKeyId === undefined || awsSecretAccessKey === undefined) return undefined;
  return {
    accessKeyId: awsAccessKeyId,
    secretAccessKey: awsSecretAccessKey,
    ...(awsSessionToken !== undefined && { sessionToken: awsSessionToken }),
  };
}
