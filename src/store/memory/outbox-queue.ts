/** What the queue looks at. */
interface Queued {
  readonly receiver: string;
  /** Milliseconds; while it has a holder: the end of its lease. */
  readonly dueAt: number;
  readonly holder: string | undefined;
}

/** What is due for one receiver, oldest first, and how many are under way to it. */
interface Due<Event> {
  readonly receiver: string;
  readonly events: Iterable<Event>;
  readonly underWay: number;
}

/** Events that wait, so that those that are due are found without looking at ten thousand each time. */
export interface Queue<Event extends Queued> {
  readonly size: number;
  all(): Event[];
  add(event: Event): void;
  /** Before it is changed by others, or gone. */
  remove(event: Event): void;
  /** One receiver after the other, the one that has waited longest first. Removing what is due meanwhile is harmless. */
  due(time: number): Due<Event>[];
}

export function createQueue<Event extends Queued>(): Queue<Event> {
  /** By receiver, what was due when it was last looked. */
  const due = new Map<string, Set<Event>>();
  const others = new Set<Event>();

  /** Moves what has become due; returns how many are under way to each receiver. */
  function look(time: number): ReadonlyMap<string, number> {
    const underWay = new Map<string, number>();
    const come = [...others].filter(({ dueAt }) => dueAt <= time);
    for (const event of come.sort((one, other) => one.dueAt - other.dueAt)) {
      others.delete(event);
      const list = due.get(event.receiver);
      if (list) list.add(event);
      else due.set(event.receiver, new Set([event]));
    }
    for (const { receiver, holder } of others)
      if (holder !== undefined) underWay.set(receiver, (underWay.get(receiver) ?? 0) + 1);
    return underWay;
  }

  return {
    get size() {
      return [...due.values()].reduce((sum, list) => sum + list.size, others.size);
    },
    all: () => [...[...due.values()].flatMap((list) => [...list]), ...others],
    add: (event) => void others.add(event),
    remove(event) {
      others.delete(event);
      const list = due.get(event.receiver);
      list?.delete(event);
      if (list?.size === 0) due.delete(event.receiver);
    },
    due(time) {
      const underWay = look(time);
      const found = [...due].map(([receiver, events]) => {
        const [first] = events;
        return { receiver, events, underWay: underWay.get(receiver) ?? 0, since: first?.dueAt ?? time };
      });
      return found.sort((one, other) => one.since - other.since);
    },
  };
}
