import { createPrivateKey } from 'node:crypto';
import { ConfigError } from './error.ts';
import type { Environment } from './given.ts';
import type { Settings } from './resolve.ts';

/** What no single variable can tell. Throws ConfigError. */
export function checkTogether(settings: Settings): void {
  if (settings.protectedRecordingsEnabled) {
    requireSet(settings.secretKeyBase, 'SECRET_KEY_BASE', 'PROTECTED_RECORDINGS_ENABLED=true');
  }
  if (settings.s3Recording) {
    requireSet(settings.s3BucketName, 'S3_BUCKET_NAME', 'S3_RECORDING=true');
    if (settings.awsAccessKeyId !== undefined)
      requireSet(settings.awsSecretAccessKey, 'AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID');
  }
  if (settings.cloudfrontUrl !== undefined) {
    requireSet(settings.cfKeyPairId, 'CF_KEY_PAIR_ID', 'CLOUDFRONT_URL');
    requireSet(settings.cfPrivateKeyB64, 'CF_PRIVATE_KEY_B64', 'CLOUDFRONT_URL');
    requireRsaKey(settings.cfPrivateKeyB64 ?? '', 'CF_PRIVATE_KEY_B64');
  }
  const { voiceBridgeMin: min, voiceBridgeMax: max } = settings;
  if (min > max) {
    throw new ConfigError(
      `VOICE_BRIDGE_MIN=${min} is not allowed: it must be at most VOICE_BRIDGE_MAX=${max}`,
    );
  }
}

function requireSet(value: string | undefined, name: string, because: string): void {
  if (value === undefined) throw new ConfigError(`${name} is not set: ${because} needs it`);
}

function requireRsaKey(base64: string, name: string): void {
  try {
    if (createPrivateKey(Buffer.from(base64, 'base64')).asymmetricKeyType === 'rsa') return;
  } catch {
    // told below, without the key
  }
  throw new ConfigError(`${name}=***** is not allowed: it must be the base64 of an RSA private key (PEM)`);
}

const ignored = [
  /^RAILS_(?!LOG_LEVEL$)/,
  /^PUMA_/,
  /^WEB_(?!CONCURRENCY$)/,
  /^(MIN|MAX)_THREADS$/,
  /^RACK_ENV$/,
];

/** What an operator should know though it stops nothing. */
export function notesOn(env: Environment, settings: Settings): string[] {
  const names = Object.keys(env).filter((name) => env[name] && ignored.some((pattern) => pattern.test(name)));
  const notes = names.sort().map((name) => `${name} is ignored: it was the Ruby system's`);
  const { voiceBridgeLen: len, voiceBridgeMin: min, voiceBridgeMax: max } = settings;
  if (len < min || len > max) {
    notes.push(
      `VOICE_BRIDGE_LEN=${len} is not between VOICE_BRIDGE_MIN=${min} and VOICE_BRIDGE_MAX=${max}: callers cannot key it in`,
    );
  }
  return notes;
}
