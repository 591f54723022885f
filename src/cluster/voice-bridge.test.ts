import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { voiceBridgeNumbers } from './voice-bridge.ts';

interface Vector {
  readonly meetingID: string;
  readonly len5: readonly string[];
  readonly len7: readonly string[];
  readonly len9: readonly string[];
}

const file = new URL('../../test/compat/voice-bridges.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] };

describe('voice bridge numbers', () => {
  it.each(vectors)('of $meetingID are those the Ruby system draws', (vector) => {
    expect(voiceBridgeNumbers(vector.meetingID, 5).slice(0, 3)).toEqual(vector.len5);
    expect(voiceBridgeNumbers(vector.meetingID, 7).slice(0, 3)).toEqual(vector.len7);
    expect(voiceBridgeNumbers(vector.meetingID, 9).slice(0, 3)).toEqual(vector.len9);
  });

  it('are ten, start with 1 to 9 and have the wanted length', () => {
    for (let i = 0; i < 500; i++) {
      const numbers = voiceBridgeNumbers(`meeting ${i}`, 6);
      expect(numbers).toHaveLength(10);
      for (const number of numbers) expect(number).toMatch(/^[1-9]\d{5}$/);
    }
  });

  it('outlast the generator state: 100-digit numbers need more than 624 draws', () => {
    const numbers = voiceBridgeNumbers('long', 100);
    expect(new Set(numbers).size).toBe(10);
    for (const number of numbers) expect(number).toMatch(/^[1-9]\d{99}$/);
  });

  it('leave out 99999, which BBB reserves, though the draw counts as a try', () => {
    const numbers = voiceBridgeNumbers('room 23919', 5);
    expect(numbers).toHaveLength(9);
    expect(numbers).not.toContain('99999');
  });
});
