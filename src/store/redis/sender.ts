import { Command, type Redis } from 'ioredis';
import { createDeadline } from './deadline.ts';

/** Sends a command; its reply, texts as strings. Rejects when there is none within the time. */
export type Send = (name: string, ...args: string[]) => Promise<unknown>;

/** The driver's own way takes a write and a timer for each command: together a seventh of a join's CPU. */
export function createSender(redis: Redis, timeoutMs: number, toFailure: (error: unknown) => Error): Send {
  const turn = gatherWrites(redis);
  const inTime = createDeadline(timeoutMs, toFailure);
  return (name, ...args) => {
    const command = new Command(name, args, { replyEncoding: 'utf8' });
    redis.sendCommand(command, turn);
    return inTime(command.promise);
  };
}

type Stream = NonNullable<Parameters<Redis['sendCommand']>[1]>;

/**
 * The commands of one turn of the event loop go out in one write: under load each write of its own costs more
 * than all else about a command. They are answered together too. As in a pipeline of the driver's.
 */
function gatherWrites(redis: Redis): Stream {
  let gathered = '';
  return {
    isPipeline: true,
    destination: { redis },
    write(piece: string | Buffer) {
      if (gathered === '') {
        // Should the connection break meanwhile, nothing of it belongs on the next one.
        const { stream } = redis;
        setImmediate(() => {
          const all = gathered;
          gathered = '';
          stream.write(all);
        });
      }
      gathered += piece.toString();
    },
  };
}
