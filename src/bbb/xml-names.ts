/** What a name may begin with by XML 1.0, fifth edition, but for the colon. */
const START =
  'A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c-\\u200d' +
  '\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const FURTHER = `${START}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f-\\u2040`;

const LEGAL = new RegExp(`^[:${START}][:${FURTHER}]*$`, 'u');
const PLAIN = /^[A-Za-z_][\w.-]*$/;
const WRONG_START = new RegExp(`^(?![${START}])`, 'u');
const WRONG = new RegExp(`[^${FURTHER}]`, 'gu');

export function isLegalName(name: string): boolean {
  return LEGAL.test(name);
}

/**
 * Makes a name legal, each wrong character becoming `_`. A colon counts as wrong here: a prefix that
 * nobody declared is an error to readers that know namespaces.
 */
export function toLegalName(name: string): string {
  return PLAIN.test(name) ? name : name.replace(WRONG, '_').replace(WRONG_START, '_');
}
