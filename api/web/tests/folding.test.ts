import { expect, test } from "vitest";

import { offerFolding } from "../src/folding";

function page(folds: string): HTMLElement {
  document.body.innerHTML = `<div data-folds>${folds}</div>`;
  offerFolding(document);
  return document.querySelector<HTMLElement>("[data-folds]")!;
}

test("one button unfolds all and folds all", () => {
  const region = page("<details open></details><details><details></details></details>");
  const folds = [...region.querySelectorAll("details")];
  const button = region.querySelector("button")!;
  expect(button.textContent).toBe("Unfold all");

  button.click();
  expect(folds.every((fold) => fold.open)).toBe(true);
  expect(button.textContent).toBe("Fold all");

  button.click();
  expect(folds.some((fold) => fold.open)).toBe(false);
});

test("a single fold needs no button", () => {
  expect(page("<details></details>").querySelector("button")).toBeNull();
});
