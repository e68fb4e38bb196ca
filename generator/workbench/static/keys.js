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

document.addEventListener("htmx:sendError", () => say("工作台没有回应，这一处没有保存。请看运行 zipingbiao serve 的窗口。", true));
document.addEventListener("htmx:beforeRequest", () => {
  const toast = document.getElementById("toast");
  if (toast) toast.className = "";
});
