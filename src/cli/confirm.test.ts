import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirm } from './confirm.ts';
import { CommandFailed } from './output.ts';

function asked(answer: string, isTTY: boolean, yes?: true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  stdin.end(answer);
  const stderr = new PassThrough();
  const terminal = { stdin, stdout: new PassThrough(), stderr };
  return { done: confirm({ terminal }, 'This hurts.', yes), printed: () => String(stderr.read() ?? '') };
}

it('a command that destroys goes on with --yes, or a yes at the terminal', async () => {
  await asked('', false, true).done;
  const { done, printed } = asked('yes\n', true);
  await done;
  expect(printed()).toBe('This hurts. Type yes to go on:\n');
});

it('else it stops with an exit code of its own', async () => {
  const refused = (message: string) => new CommandFailed(message, 4);
  await expect(asked('no\n', true).done).rejects.toEqual(refused('Nothing was changed.'));
  await expect(asked('yes\n', false).done).rejects.toEqual(refused('This hurts. Confirm with --yes.'));
});
