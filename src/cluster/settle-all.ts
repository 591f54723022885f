/** Waits for all of them, also when one fails; then rejects with the first failure, if any. */
export async function settleAll(promises: readonly (Promise<unknown> | false)[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
