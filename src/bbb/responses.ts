import type { BbbError } from './errors.ts';
import { element, type Xml, xml } from './xml.ts';

/** The answer of a call that went well; `body` is what follows the returncode. */
export function success(body: Xml): string {
  return xml`<response><returncode>SUCCESS</returncode>${body}</response>`.toString();
}

/** The answer of a call that failed. */
export function failed(error: BbbError): string {
  const body = [element('messageKey', error.key), element('message', error.message)];
  return xml`<?xml version="1.0"?>\n<response><returncode>FAILED</returncode>${body}</response>`.toString();
}
