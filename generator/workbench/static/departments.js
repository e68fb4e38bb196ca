// The screen 部门: a facet takes effect when it is chosen; J and K go from form to form.
// @ts-check
import { isWriting } from "./keys.js";

const facets = /** @type {HTMLFormElement} */ (document.getElementById("facets"));
facets.addEventListener("change", () => facets.requestSubmit());

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || isWriting(event.target)) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("tbody a")]);
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + step))];
  if (next) next.focus();
});
