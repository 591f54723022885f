import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate for a name that nobody but itself has signed, valid for a day. */
export function selfSigned(name = 'localhost'): { readonly cert: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    der(0xa0, integer([2])),
    integer([1, ...randomBytes(8)]),
    ECDSA_SHA256,
    SUBJECT,
    sequence(time(-DAY_MS), time(DAY_MS)),
    SUBJECT,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from(name))))))),
  );
  const certificate = sequence(
    body,
    ECDSA_SHA256,
    der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)),
  );
  const text = certificate.toString('base64').replace(/.{64}(?!$)/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const DAY_MS = 86_400_000;

/** One element of ASN.1 in its binary form. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function sequence(...content: readonly Uint8Array[]): Buffer {
  return der(0x30, ...content);
}

function integer(bytes: readonly number[]): Buffer {
  return der(0x02, Buffer.from(bytes));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function time(fromNowMs: number): Buffer {
  const text = new Date(Date.now() + fromNowMs).toISOString().replace(/\..*|[-:T]/g, '');
  return der(0x18, Buffer.from(`${text}Z`));
}

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const SUBJECT = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('test')))));
