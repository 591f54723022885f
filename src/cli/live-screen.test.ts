import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openLiveScreen } from './live-screen.ts';

function terminal(columns: number) {
  const stdout = Object.assign(new PassThrough(), { columns, rows: 24 });
  return { stdout, written: () => String(stdout.read() ?? '') };
}

it('a live screen takes the terminal and gives it back', () => {
  const { stdout, written } = terminal(20);
  const screen = openLiveScreen({ stdout });
  expect(written()).toBe('\x1b[?1049h\x1b[?25l');
  screen.close();
  expect(written()).toBe('\x1b[?25h\x1b[?1049l');
});

it('only lines that changed are written, below long ones too', () => {
  const { stdout, written } = terminal(20);
  const screen = openLiveScreen({ stdout });
  const long = 'x'.repeat(21);
  screen.draw(['\x1b[1ma\x1b[22m', long, 'z']);
  expect(written()).toContain(
    `\x1b[H\x1b[J\x1b[1;1H\x1b[K\x1b[1ma\x1b[22m\x1b[2;1H\x1b[K${long}\x1b[4;1H\x1b[Kz`,
  );
  screen.draw(['b', long, 'z']);
  expect(written()).toBe('\x1b[1;1H\x1b[Kb');
});

it('all is drawn anew when the terminal or the number of lines has changed', () => {
  const { stdout, written } = terminal(20);
  const screen = openLiveScreen({ stdout });
  screen.draw(['a', 'b']);
  written();
  screen.draw(['a']);
  expect(written()).toBe('\x1b[H\x1b[J\x1b[1;1H\x1b[Ka');
  stdout.columns = 30;
  screen.draw(['a']);
  expect(written()).toBe('\x1b[H\x1b[J\x1b[1;1H\x1b[Ka');
});
