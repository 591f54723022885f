import { readReply } from './scanner.ts';
import { scan, want } from './xml-scan.ts';
import { readText } from './xml-text.ts';

/** A hook as a server lists it. */
export interface ListedHook {
  readonly id: string;
  readonly callbackUrl: string;
}

const HOOK = want('hook', [want('hookID'), want('callbackURL')]);
const HOOKS = [want('response', [want('hooks', [HOOK])])];

/** Undefined: it is no good answer to hooks/list, as of a server without bbb-webhooks. */
export function readHookList(body: Uint8Array): readonly ListedHook[] | undefined {
  if (readReply(body)?.returncode !== 'SUCCESS') return undefined;
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const hooks: ListedHook[] = [];
  const texts = new Map<string, string>();
  scan(buffer, HOOKS, ({ wanted, innerStart, innerEnd }) => {
    if (wanted.name === 'hooks' || wanted.name === 'response') return;
    if (wanted !== HOOK) {
      texts.set(wanted.name, readText(buffer, innerStart, innerEnd));
      return;
    }
    hooks.push({ id: texts.get('hookID') ?? '', callbackUrl: texts.get('callbackURL')?.trim() ?? '' });
    texts.clear();
  });
  return hooks;
}
