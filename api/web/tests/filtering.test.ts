import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { addressOf, filterLive } from "../src/filtering";

const PAGE = `
  <form data-live="results" action="/claims"><input name="q"><select name="type"><option value=""></select></form>
  <div id="results">before</div>`;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = PAGE;
});

afterEach(() => vi.useRealTimers());

function type(words: string): void {
  const input = document.querySelector("input")!;
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

test("the address holds what is filled in and nothing else", () => {
  type("de minimis");
  const form = document.querySelector("form")!;
  expect(new URL(addressOf(form)).search).toBe("?q=de+minimis");
});

test("typing asks once, after a pause, and takes over the results", async () => {
  const answer = new Response('<main><div id="results"><b>after</b></div></main>');
  const ask = vi.fn<typeof fetch>().mockResolvedValue(answer);
  filterLive(document, ask);
  type("e");
  type("export");
  expect(ask).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(300);
  expect(ask).toHaveBeenCalledOnce();
  expect(String(ask.mock.calls[0]![0])).toContain("q=export");
  expect(document.getElementById("results")!.innerHTML).toBe("<b>after</b>");
});

test("a refused question is sent as the form it is, so that the fault shows", async () => {
  filterLive(document, vi.fn<typeof fetch>().mockResolvedValue(new Response("", { status: 400 })));
  const submit = vi.spyOn(document.querySelector("form")!, "submit").mockImplementation(() => {});
  type("x");
  await vi.advanceTimersByTimeAsync(300);
  expect(submit).toHaveBeenCalledOnce();
  expect(document.getElementById("results")!.textContent).toBe("before");
});
