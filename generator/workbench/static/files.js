// The screen 文件: files may be dropped anywhere on it.
// @ts-check
import { isWriting, say } from "./keys.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("drop"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("upload"));
const limit = Number(form.dataset.limit);

/** Whether all of them may be sent; says so where not. @param {FileList} files @returns {boolean} */
function fits(files) {
  const large = [...files].find((file) => file.size >= limit);
  if (large) say(`“${large.name}”达到 ${limit / 1048576} MB，没有发送。请放进 data/sources 文件夹，用 zipingbiao ingest 读入。`, true);
  return !large;
}

input.addEventListener("change", (event) => {
  if (input.files && !fits(input.files)) {
    event.stopImmediatePropagation();
    input.value = "";
  }
}, { capture: true });

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", () => form.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  if (!event.dataTransfer || !event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "u" && !event.isComposing && !event.ctrlKey && !isWriting(event.target)) input.focus();
});
form.addEventListener("htmx:afterRequest", () => { input.value = ""; });
