/**
 * Whether a browser takes `SameSite=None` for `Strict`, or drops such a cookie: iOS 12, macOS 10.14's Safari and
 * web views, Chromium 51 to 66 and UC Browser before 12.13.2. They want a cookie without the attribute.
 */
export function mishandlesNone(userAgent: string | undefined): boolean {
  if (userAgent === undefined) return false;
  if (/\(iP[^)]*;[^)]*\bOS 12[_\d]*\b[^)]*\) AppleWebKit\//.test(userAgent)) return true;
  if (/\(Macintosh;[^)]*Mac OS X 10_14[_\d]*\b[^)]*\) AppleWebKit\//.test(userAgent))
    return isSafari(userAgent) || isWebView(userAgent);
  // UC Browser names a Chromium too, and is to be told by its own version.
  const uc = /UCBrowser\/(\d+)\.(\d+)\.(\d+)/.exec(userAgent);
  if (uc) return isBefore(uc.slice(1).map(Number), [12, 13, 2]);
  const chromium = /Chrom(?:e|ium)\/(\d+)\./.exec(userAgent)?.[1];
  return chromium !== undefined && Number(chromium) >= 51 && Number(chromium) <= 66;
}

function isSafari(userAgent: string): boolean {
  return /Version\/.* Safari\//.test(userAgent) && !/Chrom(?:e|ium)\//.test(userAgent);
}

/** A page inside of another program names nothing but the engine. */
function isWebView(userAgent: string): boolean {
  return /AppleWebKit\/[.\d]+ \(KHTML, like Gecko\)$/.test(userAgent);
}

function isBefore(version: readonly number[], limit: readonly number[]): boolean {
  const at = limit.findIndex((part, index) => version[index] !== part);
  return at >= 0 && (version[at] ?? 0) < (limit[at] ?? 0);
}
