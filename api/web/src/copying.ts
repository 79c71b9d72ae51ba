/**
 * Buttons that copy: `<button data-copy="…" hidden>`. They show where there is a clipboard, and say
 * what they did in the button itself, which is a live region.
 */
export function offerCopying(root: ParentNode, clipboard: Clipboard | null = navigator.clipboard ?? null): void {
  if (!clipboard) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const name = button.textContent ?? "";
    button.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.textContent = await outcome(clipboard, wanted(button));
      setTimeout(() => (button.textContent = name), 2000);
    });
  }
}

/** What a button copies: its text, or the address of the page for an empty one. */
export function wanted(button: HTMLButtonElement, address: string = location.href): string {
  return button.dataset.copy || address;
}

async function outcome(clipboard: Clipboard, text: string): Promise<string> {
  try {
    await clipboard.writeText(text);
    return "Copied";
  } catch {
    return "Could not copy";
  }
}
