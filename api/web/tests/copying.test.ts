import { afterEach, expect, test, vi } from "vitest";

import { offerCopying, wanted } from "../src/copying";

afterEach(() => vi.useRealTimers());

function page(): HTMLButtonElement {
  document.body.innerHTML = '<button data-copy="a citation" hidden>Copy citation</button>';
  return document.querySelector("button")!;
}

test("a button shows where there is a clipboard, copies, and says so for a while", async () => {
  vi.useFakeTimers();
  const button = page();
  const writeText = vi.fn().mockResolvedValue(undefined);
  offerCopying(document, { writeText } as unknown as Clipboard);
  expect(button.hidden).toBe(false);

  button.click();
  await vi.advanceTimersByTimeAsync(1);
  expect(writeText).toHaveBeenCalledWith("a citation");
  expect(button.textContent).toBe("Copied");

  await vi.advanceTimersByTimeAsync(2000);
  expect(button.textContent).toBe("Copy citation");
});

test("a refusal is told", async () => {
  vi.useFakeTimers();
  const button = page();
  const writeText = vi.fn().mockRejectedValue(new Error("not allowed"));
  offerCopying(document, { writeText } as unknown as Clipboard);
  button.click();
  await vi.advanceTimersByTimeAsync(1);
  expect(button.textContent).toBe("Could not copy");
});

test("without a clipboard nothing is offered", () => {
  const button = page();
  offerCopying(document, null);
  expect(button.hidden).toBe(true);
});

test("an empty button copies the address of the page", () => {
  const button = page();
  button.dataset.copy = "";
  expect(wanted(button, "http://localhost/doc/claim/c")).toBe("http://localhost/doc/claim/c");
});
