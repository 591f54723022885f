/** Which servers a meeting may go to, told from `meta_server-tag`. */
export interface TagRequest {
  /** Tags that fit; `undefined` among them: untagged servers fit. Never empty. */
  readonly tags: readonly (string | undefined)[];
  /** With `required` only those; else, when none of them is available, the untagged ones. */
  readonly required: boolean;
  /** The list as the client gave it, without `!`, for messages. */
  readonly text: string;
}

const UNTAGGED = 'none';

/**
 * Reads a `meta_server-tag`: `a;b` prefers servers tagged a or b, `a;b!` insists on them, `none` means
 * untagged; missing, blank or a bare `!` asks for untagged servers only.
 */
export function parseTag(value: string | undefined): TagRequest {
  const required = value?.trimEnd().endsWith('!') ?? false;
  const text = (required ? value?.trimEnd().slice(0, -1) : value)?.trim() ?? '';
  const names = text
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return { tags: [undefined], required: true, text: '' };
  return { tags: names.map((name) => (name === UNTAGGED ? undefined : name)), required, text };
}
