/** The portal's page inside the preview: what its controls hold, and how a new drawing takes the place of the old without losing what is being typed. */

/** The controls by name, as a browser would send them; chosen files stay here. */
export function collect(page: HTMLFormElement): Record<string, string[]> {
  const posted: Record<string, string[]> = {};
  for (const [name, value] of new FormData(page)) if (typeof value === "string") (posted[name] ??= []).push(value);
  return posted;
}

/** Lays a new drawing; the control that has the focus keeps it, with what has been typed since. */
export function lay(page: HTMLFormElement, html: string): void {
  const root = page.getRootNode();
  const held = root instanceof ShadowRoot ? root.activeElement : null;
  const typing = held instanceof HTMLInputElement || held instanceof HTMLTextAreaElement || held instanceof HTMLSelectElement ? { name: held.name, value: held.value, kind: held.type } : undefined;
  page.innerHTML = html;
  if (!typing) return;
  const again = [...page.elements].find((one): one is HTMLInputElement => "name" in one && one.name === typing.name && (typing.kind !== "radio" && typing.kind !== "checkbox" || (one as HTMLInputElement).value === typing.value));
  if (!again) return;
  if (typing.kind !== "radio" && typing.kind !== "checkbox" && typing.kind !== "file") again.value = typing.value;
  again.focus({ preventScroll: true });
}

/** Shows which question is being set beside it. */
export function mark(page: HTMLFormElement, key: string | undefined): void {
  for (const one of page.querySelectorAll<HTMLElement>("[data-chosen]")) { delete one.dataset.chosen; one.style.outline = ""; one.style.outlineOffset = ""; }
  const place = key === undefined ? null : page.querySelector<HTMLElement>(`[id="f-${CSS.escape(key)}"]`);
  const box = place?.closest<HTMLElement>(".field, fieldset, .box") ?? place;
  if (!box) return;
  box.dataset.chosen = "yes";
  box.style.outline = "3px solid #7096f8";
  box.style.outlineOffset = "6px";
}
