import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { offerSuggestions } from "../src/suggesting";

const FOUND = {
  suggestions: [
    { thing: { label: "eBay", href: "/doc/actor/ebay" }, description: "firm" },
    { thing: { label: "eBay <b>(platform)</b>", href: "/doc/platform/ebay" }, description: "platform, eBay" },
  ],
};

let input: HTMLInputElement;
const ask = vi.fn<typeof fetch>();
const open = vi.fn<(address: string) => void>();

beforeEach(() => {
  vi.useFakeTimers();
  ask.mockReset().mockImplementation(() => Promise.resolve(new Response(JSON.stringify(FOUND))));
  open.mockReset();
  document.body.innerHTML = '<form><input id="words" data-suggest="/at/api/suggest"></form>';
  input = document.querySelector("input")!;
  offerSuggestions(document, ask, open);
});

afterEach(() => vi.useRealTimers());

async function type(words: string): Promise<void> {
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await vi.advanceTimersByTimeAsync(200);
}

function press(key: string): void {
  input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

const list = (): HTMLElement => document.getElementById("words-suggestions")!;

test("typing asks once, after a pause, and shows what is found as text", async () => {
  input.value = "e";
  input.dispatchEvent(new Event("input"));
  await type("ebay & co");
  expect(ask).toHaveBeenCalledOnce();
  expect(String(ask.mock.calls[0]![0])).toBe("/at/api/suggest?q=ebay%20%26%20co");
  expect(list().hidden).toBe(false);
  expect(input.getAttribute("aria-expanded")).toBe("true");
  expect(list().querySelector("b")).toBeNull();
  expect(list().textContent).toContain("<b>(platform)</b>");
});

test("arrows choose, and Enter opens what is chosen under the address of the service", async () => {
  await type("ebay");
  press("ArrowDown");
  expect(input.getAttribute("aria-activedescendant")).toBe("words-suggestions-0");
  press("ArrowUp");
  expect(input.getAttribute("aria-activedescendant")).toBeNull();
  press("ArrowUp");
  press("Enter");
  expect(open).toHaveBeenCalledExactlyOnceWith("/at/doc/platform/ebay");
});

test("Enter without a choice sends the form", async () => {
  await type("ebay");
  press("Enter");
  expect(open).not.toHaveBeenCalled();
});

test("Escape, leaving the field and emptying it close the list", async () => {
  for (const leave of [() => press("Escape"), () => input.dispatchEvent(new Event("blur")), () => type("")]) {
    await type("ebay");
    expect(list().hidden).toBe(false);
    await leave();
    expect(list().hidden).toBe(true);
    expect(input.getAttribute("aria-expanded")).toBe("false");
  }
});

test("a click opens what is clicked", async () => {
  await type("ebay");
  list().children[0]!.dispatchEvent(new Event("click", { bubbles: true }));
  expect(open).toHaveBeenCalledExactlyOnceWith("/at/doc/actor/ebay");
});
