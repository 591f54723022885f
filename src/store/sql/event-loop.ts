/** How long synchronous work may follow on synchronous work before timers and sockets get their turn. */
const TURN_MS = 10;

/**
 * A store that works synchronously answers in microtasks: a caller that awaits one answer after the other
 * would keep timers and sockets waiting until it is done. Returns what to await before each piece of work:
 * undefined (nothing) unless this turn of the event loop has been busy for long.
 */
export function createBreather(): () => Promise<void> | undefined {
  let turn: { readonly since: number; readonly over: Promise<void> } | undefined;

  function begin(): void {
    const over = new Promise<void>((resolve) => {
      setImmediate(() => {
        turn = undefined;
        resolve();
      });
    });
    turn = { since: Date.now(), over };
  }

  return () => {
    if (turn) return Date.now() - turn.since < TURN_MS ? undefined : turn.over;
    begin();
    return undefined;
  };
}
