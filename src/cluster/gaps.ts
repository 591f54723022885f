/** The names of the gaps `{name}` in a text. */
export type GapIn<Text> = Text extends `${string}{${infer Gap}}${infer Rest}` ? Gap | GapIn<Rest> : never;

/** What goes into the gaps of texts. */
export type GapValues = Readonly<Record<string, string | number>>;

/** A text with its gaps filled; one between double quotes is quoted as JSON, so that its end can be told. */
export function filled(text: string, values: GapValues): string {
  return text.replaceAll(/("?)\{(\w+)\}\1/g, (gap, quote: string, name: string) => {
    const value = values[name];
    if (value === undefined) return gap;
    return quote === '' ? String(value) : JSON.stringify(String(value));
  });
}
