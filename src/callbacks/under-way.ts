/** The attempts of this process that are under way. */
export interface UnderWay {
  readonly size: number;
  ids(): string[];
  /** How many of them go to a receiver. */
  to(receiver: string): number;
  /** Counts it until it is over; returns it. */
  hold(event: { readonly id: string; readonly receiver: string }, work: Promise<void>): Promise<void>;
  /** Resolves when none is left of those there are now. */
  over(): Promise<void>;
}

export function createUnderWay(onOver: () => void): UnderWay {
  const attempts = new Map<string, { readonly receiver: string; readonly work: Promise<void> }>();
  return {
    get size() {
      return attempts.size;
    },
    ids: () => [...attempts.keys()],
    to: (receiver) => [...attempts.values()].filter((one) => one.receiver === receiver).length,
    hold({ id, receiver }, begun) {
      const work = begun.finally(() => {
        attempts.delete(id);
        onOver();
      });
      attempts.set(id, { receiver, work });
      return work;
    },
    async over() {
      await Promise.allSettled([...attempts.values()].map(({ work }) => work));
    },
  };
}
