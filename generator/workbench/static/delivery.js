// The screen 交付: build and download by key.
// @ts-check
import { isWriting } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
  const wanted = { b: "build", z: "all" }[event.key];
  if (wanted) document.getElementById(wanted)?.click();
});
