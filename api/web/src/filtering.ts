/**
 * Lists that answer while one types: `<form data-live="results">` re-asks the service for its own page and
 * takes over the element of that id. The address keeps what is seen, so that it can be sent on. Without
 * script the form is sent as forms are.
 */
const PAUSE = 250;

export function filterLive(root: ParentNode, ask: typeof fetch = fetch): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-live]")) {
    const update = latest((signal) => replaceResults(form, ask, signal));
    let timer: ReturnType<typeof setTimeout> | undefined;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(update, PAUSE);
    });
  }
}

/** The address that the form stands for; empty fields are left out. */
export function addressOf(form: HTMLFormElement, base: string = location.href): string {
  const address = new URL(form.action || base, base);
  address.search = "";
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value) address.searchParams.append(name, value);
  }
  return address.href;
}

/** Run one call at a time; a new call stops the one before. */
function latest(run: (signal: AbortSignal) => Promise<void>): () => void {
  let running = new AbortController();
  return () => {
    running.abort();
    running = new AbortController();
    void run(running.signal);
  };
}

async function replaceResults(form: HTMLFormElement, ask: typeof fetch, signal: AbortSignal): Promise<void> {
  const id = form.dataset.live ?? "";
  const target = document.getElementById(id);
  if (!target) return;
  const address = addressOf(form);
  try {
    const answer = await ask(address, { signal, headers: { Accept: "text/html" } });
    if (!answer.ok) return form.submit();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(id);
    if (!found) return form.submit();
    target.replaceChildren(...found.childNodes);
    history.replaceState(null, "", address);
  } catch (fault) {
    if (!signal.aborted) throw fault;
  }
}
