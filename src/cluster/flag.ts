/** How scripts say yes: any text but `false`, `no` and `n`. */
export function isYes(flag: string | undefined): boolean {
  return flag !== undefined && !/^(false|no|n)$/i.test(flag);
}
