/** The keyboard goes on in the page itself: what it was at may be gone. */
export function focusContent(): void {
  document.getElementById('content')?.focus({ preventScroll: true });
}
