/** Of every answer with a body: it is what its Content-Type says. */
export const NO_SNIFFING = { 'x-content-type-options': 'nosniff' } as const;

/**
 * Of answers that are for programs: should a browser be led to one, nothing in it runs or is loaded, and nobody
 * shows it in a frame.
 */
export const FOR_PROGRAMS = {
  ...NO_SNIFFING,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/**
 * Of small pages for people that have a style of their own and no script. They may be shown in frames, as
 * front-ends do with meetings and recordings, and their addresses, which hold checksums, are told nobody.
 */
export const FOR_PEOPLE = {
  ...NO_SNIFFING,
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
} as const;
