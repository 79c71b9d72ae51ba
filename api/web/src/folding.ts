/**
 * One button for all the folds of a region: `<div data-folds>` gets it before its first element. Single
 * folds are `<details>` and need no script.
 */
export function offerFolding(root: ParentNode): void {
  for (const region of root.querySelectorAll<HTMLElement>("[data-folds]")) {
    const folds = [...region.querySelectorAll("details")];
    if (folds.length < 2) continue;
    const button = document.createElement("button");
    button.type = "button";
    const name = (): void => {
      button.textContent = allOpen(folds) ? "Fold all" : "Unfold all";
    };
    button.addEventListener("click", () => {
      const open = !allOpen(folds);
      for (const fold of folds) fold.open = open;
      name();
    });
    for (const fold of folds) fold.addEventListener("toggle", name);
    name();
    region.prepend(button);
  }
}

function allOpen(folds: readonly HTMLDetailsElement[]): boolean {
  return folds.every((fold) => fold.open);
}
