/**
 * Suggestions while one types: `<input data-suggest="/api/suggest">` becomes a combobox with a list box, after
 * the pattern of the ARIA Authoring Practices. Arrows choose, Enter opens, Escape closes. Without script the
 * field is searched when its form is sent.
 */
const PAUSE = 120;

interface Suggestion {
  thing: { label: string; href: string };
  description: string;
}

export function offerSuggestions(root: ParentNode, ask: typeof fetch = fetch, open: (address: string) => void = go): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-suggest]")) {
    new Combobox(input, ask, open);
  }
}

function go(address: string): void {
  location.assign(address);
}

class Combobox {
  private readonly list = document.createElement("ul");
  private readonly prefix: string;
  private found: Suggestion[] = [];
  private chosen = -1;
  private running = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly ask: typeof fetch,
    private readonly open: (address: string) => void,
  ) {
    this.prefix = (input.dataset.suggest ?? "").replace(/\/api\/suggest$/, "");
    this.list.id = `${input.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.parentElement?.classList.add("suggesting");
    input.after(this.list);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.click(event));
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), PAUSE);
  }

  private async update(): Promise<void> {
    this.running.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    const typed = this.input.value.trim();
    if (!typed) return this.close();
    try {
      const answer = await this.ask(`${this.input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal });
      if (!answer.ok) return this.close();
      const { suggestions } = (await answer.json()) as { suggestions: Suggestion[] };
      if (!signal.aborted) this.show(suggestions);
    } catch (fault) {
      if (!signal.aborted) throw fault;
    }
  }

  private show(found: Suggestion[]): void {
    this.found = found;
    this.list.replaceChildren(...found.map((one, place) => this.option(one, place)));
    this.choose(-1);
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
  }

  private option(one: Suggestion, place: number): HTMLLIElement {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    const about = document.createElement("span");
    about.className = "about";
    about.textContent = one.description;
    option.append(one.thing.label, about);
    return option;
  }

  private choose(place: number): void {
    this.chosen = place;
    for (const [n, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(n === place));
      if (n === place) option.scrollIntoView({ block: "nearest" });
    }
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${place}`);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) return;
      event.preventDefault();
      const places = this.found.length + 1; // one of them is the field itself
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(((this.chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.follow(this.chosen);
    }
  }

  private click(event: Event): void {
    const option = event.target instanceof Element ? event.target.closest("li") : null;
    if (option) this.follow([...this.list.children].indexOf(option));
  }

  private follow(place: number): void {
    const one = this.found[place];
    if (one) this.open(this.prefix + one.thing.href);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.running.abort();
    this.show([]);
  }
}
