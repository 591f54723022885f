/** Something an attacker would like, and what to do about it. Texts hold no secret. */
export interface Weakness {
  /** Anybody can use it, or it is surely not meant so. */
  readonly grave: boolean;
  readonly text: string;
  readonly mend: string;
}

/** What examples and other people's guides have in the place of a secret. */
const WELL_KNOWN =
  /^(secret|secrets|password|passw0rd|change[-_ ]?me|changeit|default|example|test|admin|scalelite|bigbluebutton|loadbalancer|your[-_ ]?secret|12345.*|(.)\2*)$/i;

/** bbb-conf makes secrets of 40 characters and more. */
const SHORT = 16;

export const MAKE_ONE = 'make one with `openssl rand -hex 32`';

export function grave(text: string, mend: string): Weakness {
  return { grave: true, text, mend };
}

export function weak(text: string, mend: string): Weakness {
  return { grave: false, text, mend };
}

/** Why a secret is easily guessed, if it is; `whose` begins the sentence. */
export function secretWeakness(whose: string, secret: string): Weakness[] {
  if (WELL_KNOWN.test(secret.trim())) return [grave(`${whose} is one that everybody tries first`, MAKE_ONE)];
  if (secret !== secret.trim())
    return [weak(`${whose} begins or ends with a blank`, 'front-ends trim such: make one without')];
  if (secret.length < SHORT) return [weak(`${whose} has only ${secret.length} characters`, MAKE_ONE)];
  return [];
}
