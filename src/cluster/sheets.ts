/** The first sheet. Each further one is twice as large … */
const FIRST_BYTES = 32 * 1024;
/** … up to this. What is larger has a sheet to itself. */
const SHEET_BYTES = 1024 * 1024;

/** Keeps copies of bytes, close together. */
export interface Sheets {
  /** Of these pieces, one behind the other. */
  copy(pieces: readonly Buffer[]): Buffer;
}

/**
 * For what is cut out of many answers and needed longer than they are: the answers are garbage at once then,
 * which is found while it is young, and what is sent on comes in fewer and larger pieces.
 */
export function createSheets(): Sheets {
  let sheet = Buffer.alloc(0);
  let used = 0;
  let sheetBytes = FIRST_BYTES / 2;
  return {
    copy(pieces) {
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (used + length > sheet.length) {
        sheetBytes = Math.min(SHEET_BYTES, 2 * sheetBytes);
        sheet = Buffer.allocUnsafeSlow(Math.max(sheetBytes, length));
        used = 0;
      }
      const start = used;
      for (const piece of pieces) used += piece.copy(sheet, used);
      return sheet.subarray(start, used);
    },
  };
}
