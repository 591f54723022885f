/** What was sent is no recording that may go in, whatever else happens: it is set aside with this message. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}
