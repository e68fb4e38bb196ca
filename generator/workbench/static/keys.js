// Keys that every screen has, and the loading of what a shortcut names.
// @ts-check

/** Whether somebody is writing, so that letters are theirs. @param {EventTarget | null} target @returns {boolean} */
export function isWriting(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=file]), textarea, select, [contenteditable] *, [contenteditable]");
}

/** Say something in a line at the foot. @param {string} words @param {boolean} [bad] */
export function say(words, bad = false) {
  const toast = document.getElementById("toast");
  if (!toast) return;
  toast.textContent = words;
  toast.className = bad ? "shown bad" : "shown";
}

let going = false;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && event.target instanceof HTMLElement && isWriting(event.target)) {
    event.target.blur(); // keys are commands again
    return;
  }
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
  if (going) {
    going = false;
    const link = document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`);
    if (link instanceof HTMLElement) link.click();
  } else if (event.key === "g") {
    going = true;
  } else if (event.key === "?") {
    const help = document.getElementById("help");
    if (help instanceof HTMLDialogElement && !help.open) help.showModal();
  }
});

// What htmx has not taken in hand yet must not leave the page.
document.addEventListener("submit", (event) => {
  if (event.target instanceof Element && event.target.hasAttribute("hx-post")) event.preventDefault();
}, { capture: true });
document.addEventListener("htmx:sendError", () => say("工作台没有回应，这一处没有保存。请看运行 zipingbiao serve 的窗口。", true));
document.addEventListener("htmx:beforeRequest", (event) => {
  const toast = document.getElementById("toast");
  const isAsked = /** @type {CustomEvent} */ (event).detail.requestConfig.verb !== "get"; // others come by themselves
  if (toast && isAsked) toast.className = "";
});

// A browser keeps few connections to one server: a page that nobody sees gives back the one that tells it of changes.
/** @type {EventSource | null} */
let source = null;
document.addEventListener("htmx:sseOpen", (event) => { source = /** @type {CustomEvent} */ (event).detail.source; });
document.addEventListener("visibilitychange", () => {
  // @ts-ignore - htmx is loaded before
  const htmx = window.htmx;
  if (document.visibilityState === "hidden") {
    if (source) source.close();
  } else if (source && source.readyState === EventSource.CLOSED) {
    htmx.trigger(document.body, "htmx:afterProcessNode"); // its extension connects again
    for (const one of document.querySelectorAll("[hx-trigger*='sse:']")) {
      htmx.trigger(one, "htmx:afterProcessNode"); // and listens for this one
      for (const name of String(one.getAttribute("hx-trigger")).match(/sse:\w+/g) || []) htmx.trigger(one, name);
    }
  }
});
