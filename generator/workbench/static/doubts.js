// The screens 对字 and 归属: one key a decision. The field of the current doubt has the focus, so that an input method
// may write at any time; while it is empty, single keys are commands.
// @ts-check
import { isWriting } from "./keys.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Written */

const queue = /** @type {HTMLElement} */ (document.getElementById("queue"));
const view = /** @type {HTMLDialogElement} */ (document.getElementById("page-view"));
let at = 0;

/** @returns {HTMLFormElement[]} */
const forms = () => /** @type {HTMLFormElement[]} */ ([...queue.querySelectorAll("form.doubt")]);
/** @param {HTMLFormElement} form @returns {Written} */
const written = (form) => /** @type {Written} */ (form.elements.namedItem("text"));

/** Go to a doubt, or to the last there is. @param {number} number */
function go(number) {
  const all = forms();
  if (!all.length) return;
  at = Math.max(0, Math.min(number, all.length - 1));
  written(all[at]).focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

/** @returns {HTMLFormElement | undefined} */
const current = () => forms()[at];

/** @param {HTMLFormElement} form @param {number} choice */
function choose(form, choice) {
  const readings = /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".reading")]);
  if (!readings[choice]) return;
  for (const reading of readings) reading.setAttribute("aria-checked", String(reading === readings[choice]));
  /** @type {HTMLInputElement} */ (form.elements.namedItem("choice")).value = String(choice);
  written(form).value = "";
}

/** The place that keys are about. @param {HTMLFormElement} form @returns {HTMLElement | null} */
const place = (form) => form.querySelector(".place.current") || form.querySelector(".place");

/** @param {HTMLFormElement} form @param {number} step */
function nextPlace(form, step) {
  const places = [...form.querySelectorAll(".place")];
  const now = place(form);
  const next = places[Math.max(0, Math.min(places.length - 1, (now ? places.indexOf(now) : 0) + step))];
  for (const one of places) one.classList.toggle("current", one === next);
  if (next) next.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLFormElement} form */
function exclude(form) {
  const here = place(form);
  const box = here && here.querySelector("input[name=excluded]");
  if (!here || !(box instanceof HTMLInputElement)) return;
  box.checked = !box.checked;
  here.classList.toggle("excluded", box.checked);
}

/** @param {HTMLFormElement} form */
function showPage(form) {
  const page = place(form)?.dataset.page;
  if (view.open) return view.close();
  if (!page) return;
  const picture = document.createElement("img");
  picture.src = page;
  picture.alt = "原件的页，红框是这一处";
  view.replaceChildren(picture);
  view.showModal();
}

/** What a single key does while nothing is written. @type {Record<string, (form: HTMLFormElement) => void>} */
const COMMANDS = {
  j: () => go(at + 1), ArrowDown: () => go(at + 1), k: () => go(at - 1), ArrowUp: () => go(at - 1),
  e: exclude, u: () => document.getElementById("undo")?.click(), " ": showPage,
  ArrowLeft: (form) => nextPlace(form, -1), ArrowRight: (form) => nextPlace(form, 1),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  if (view.open) {
    if (event.key === " ") { event.preventDefault(); view.close(); }
    return;
  }
  const form = current();
  if (event.key.toLowerCase() === "u" && !isWriting(event.target)) {
    event.preventDefault();
    document.getElementById("undo")?.click();
  }
  if (!form || document.activeElement !== written(form)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (written(form).value) return;
  const command = COMMANDS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (command) {
    event.preventDefault();
    command(form);
  } else if (/^[1-9]$/.test(event.key)) {
    event.preventDefault();
    choose(form, Number(event.key) - 1);
  }
});

queue.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const form = /** @type {HTMLFormElement | null} */ (target.closest("form.doubt"));
  const reading = target.closest(".reading");
  const here = target.closest(".place");
  if (!form) return;
  at = forms().indexOf(form);
  if (reading instanceof HTMLElement) choose(form, Number(reading.dataset.choice));
  else if (here) {
    for (const one of form.querySelectorAll(".place")) one.classList.toggle("current", one === here);
    exclude(form);
  }
  if (!target.closest("[name=text]") && !target.closest("button.main")) written(form).focus({ preventScroll: true });
});
queue.addEventListener("focusin", (event) => {
  const form = /** @type {Element} */ (event.target).closest("form.doubt");
  if (!form) return;
  at = forms().indexOf(/** @type {HTMLFormElement} */ (form));
  for (const one of forms()) one.classList.toggle("current", one === form);
});
let wasHere = false;
queue.addEventListener("htmx:beforeSwap", () => { wasHere = queue.contains(document.activeElement); });
queue.addEventListener("htmx:afterSwap", () => { if (wasHere || document.activeElement === document.body) go(at); });
view.addEventListener("close", () => go(at));
go(0);
