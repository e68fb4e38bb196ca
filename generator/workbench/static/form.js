// The screen 填表: drafts, findings by key, rows by key, the panes beside the form.
// @ts-check
import { say } from "./keys.js";
import { openYaml } from "./yaml.js";

const work = /** @type {HTMLElement} */ (document.getElementById("work"));

/** The field that is being written in, where there is one. @returns {HTMLInputElement | HTMLTextAreaElement | null} */
function field() {
  const active = document.activeElement;
  const isField = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
  return isField && active.closest(".held") ? active : null;
}

// While somebody writes, only what would be found is asked for; leaving the field saves it.
document.addEventListener("htmx:configRequest", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (detail.triggeringEvent && detail.triggeringEvent.type === "input") detail.parameters.draft = "1";
});

// What somebody is writing in is never taken from under their hands.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  const target = /** @type {HTMLElement} */ (detail.target);
  const writing = field();
  if (writing && target.classList.contains("held") && target.contains(writing) && writing.value !== writing.defaultValue) {
    detail.shouldSwap = false;
    const fresh = detail.fragment.querySelector("input, textarea");
    if (fresh && fresh.value === writing.value) writing.defaultValue = writing.value; // it is saved
  }
});

/** Move to the next finding, or the one before. @param {number} step */
function nextFinding(step) {
  const all = /** @type {HTMLElement[]} */ ([...work.querySelectorAll(".finding")]);
  if (!all.length) return say("没有发现了");
  const active = document.activeElement;
  const from = active && active !== document.body ? active.closest("td") || active : null;
  const after = all.filter((one) => from && from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && !from.contains(one));
  const before = all.filter((one) => from && from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING && !from.contains(one));
  const found = step > 0 ? after[0] || all[0] : before.at(-1) || all.at(-1);
  const cell = found && found.closest("td");
  const input = cell && cell.querySelector(".held input, .held textarea");
  const target = /** @type {HTMLElement} */ (input || found);
  target.focus();
  if (target instanceof HTMLInputElement) target.select();
  target.scrollIntoView({ block: "center" });
}

/** Press the button of the row that the focus is in. @param {string} operation */
function changeRow(operation) {
  const row = document.activeElement && document.activeElement.closest("tr");
  const button = row && row.querySelector(`button[data-operation="${operation}"]`);
  const place = /^i(\d+)-(\d+)$/.exec(document.activeElement ? document.activeElement.id : "");
  if (!(button instanceof HTMLElement)) return;
  if (place) follow(Number(place[1]), Number(place[2]), operation);
  button.click();
}

/** Go where the row will be once the server has answered. @param {number} row @param {number} column @param {string} operation */
function follow(row, column, operation) {
  const to = row + ({ up: -1, down: 1, add: 1 }[operation] || 0);
  document.addEventListener("page-changed", () => {
    const there = document.getElementById(`i${to}-${column}`);
    const inRow = there && there.closest("tr");
    const names = inRow ? [...inRow.querySelectorAll("td.name .held input, td.name .held textarea")] : [];
    const target = operation === "add" && names.length ? names[0] : there;
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
      target.focus();
      target.select();
    }
  }, { once: true });
}

/** Show one of the panes at the side. @param {string} name @param {boolean} [focus] */
function showPane(name, focus = true) {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const is = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(is));
    const pane = document.getElementById(String(tab.getAttribute("aria-controls")));
    if (pane) pane.hidden = !is;
    if (is && pane && focus) pane.focus();
  }
  if (name === "yaml") openYaml(work.dataset.id || "", focus);
  if (name === "source") document.getElementById("source")?.dispatchEvent(new Event("source-wanted"));
}

const PANES = ["form", "page", "yaml", "source"];
let pane = 0;

for (const name of PANES.slice(1)) {
  document.getElementById(`tab-${name}`)?.addEventListener("click", () => showPane(name, false));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "F8") {
    event.preventDefault();
    nextFinding(event.shiftKey ? -1 : 1);
  } else if (event.key === "F6") {
    event.preventDefault();
    pane = (pane + 1) % PANES.length;
    if (pane) showPane(PANES[pane]);
    else /** @type {HTMLElement | null} */ (document.querySelector("#panel input"))?.focus();
  } else if (event.altKey && event.key === "ArrowUp") {
    event.preventDefault();
    changeRow("up");
  } else if (event.altKey && event.key === "ArrowDown") {
    event.preventDefault();
    changeRow("down");
  } else if (event.altKey && event.key === "Delete") {
    event.preventDefault();
    changeRow("delete");
  } else if (event.ctrlKey && event.key === "Enter" && field()) {
    event.preventDefault();
    changeRow("add");
  } else if (event.ctrlKey && event.key === "z" && !(event.target instanceof Element && event.target.closest("#yaml"))) {
    const writing = field();
    if (writing && writing.value !== writing.defaultValue) return;
    event.preventDefault();
    document.getElementById("undo")?.click();
  }
});
