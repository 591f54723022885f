import { legalText } from '../../bbb/xml.ts';

/**
 * For FreeSWITCH, which expands variables and runs commands written as `${…}` in what it is given. What XML
 * would leave out later must not stand between the two characters now.
 */
export function freeSwitchText(text: string): string {
  return legalText(text).replaceAll('\\', '\\\\').replaceAll('${', '\\${');
}

/** What is special in a regular expression, or would be in one with comments and blanks. */
const SPECIAL = /[\\^$.*+?()[\]{}|#\- ]/g;
const CONTROLS: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\v': '\\v',
};

/** The regular expression that matches exactly this text. */
export function regexText(text: string): string {
  return text
    .replace(SPECIAL, (found) => `\\${found}`)
    .replace(/[\n\r\t\f\v]/g, (found) => CONTROLS[found] ?? '');
}
