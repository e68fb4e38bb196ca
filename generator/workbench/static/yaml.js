// The form's YAML in an editor: its findings beside the lines, the keys offered, saved by Ctrl+S.
// @ts-check
import {
  EditorState, EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection, defaultKeymap, history,
  historyKeymap, indentWithTab, syntaxHighlighting, defaultHighlightStyle, indentUnit, yaml, autocompletion,
  completionKeymap, setDiagnostics, lintGutter, nextDiagnostic, search, searchKeymap,
} from "./vendor/codemirror.js";
import { say } from "./keys.js";

/** @typedef {{line: number, column: number, severity: string, message: string}} Found */

const SEVERITIES = { E: "error", W: "warning", I: "info" };
/** @type {any} */
let view = null;
let base = "";
let saved = "";
let asking = 0;

/** The text as the server last sent it. @returns {HTMLTextAreaElement} */
const sent = () => /** @type {HTMLTextAreaElement} */ (document.getElementById("yaml-text"));
const isChanged = () => view !== null && view.state.doc.toString() !== saved;

/** Open the editor, the first time it is wanted. @param {string} id @param {boolean} focus */
export function openYaml(id, focus) {
  if (view === null) open(id);
  if (focus) view.focus();
}

/** @param {string} id */
function open(id) {
  const keys = JSON.parse(sent().dataset.keys || "[]");
  const nonce = document.querySelector("meta[name=nonce]")?.getAttribute("content") || "";
  base = sent().dataset.base || "";
  saved = sent().value;
  view = new EditorView({
    parent: document.getElementById("yaml"),
    state: EditorState.create({
      doc: saved,
      extensions: [
        EditorView.cspNonce.of(nonce), lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(),
        yaml(), syntaxHighlighting(defaultHighlightStyle), indentUnit.of("  "), EditorView.lineWrapping, search(),
        autocompletion({ override: [(/** @type {any} */ context) => complete(context, keys)] }),
        keymap.of([
          { key: "Mod-s", run: () => { save(id); return true; } },
          { key: "F8", run: nextDiagnostic, preventDefault: true, stopPropagation: true },
          ...completionKeymap, ...historyKeymap, ...searchKeymap, ...defaultKeymap, indentWithTab,
        ]),
        EditorView.contentAttributes.of({ "aria-label": "YAML" }),
        EditorView.updateListener.of((/** @type {any} */ update) => { if (update.docChanged) changed(id); }),
      ],
    }),
  });
  document.getElementById("yaml-save")?.addEventListener("click", () => save(id));
  lint(id);
}

/** The keys of the schema, where a key may begin. @param {any} context @param {string[][]} keys */
function complete(context, keys) {
  const word = context.matchBefore(/[^\s:,{}]+/);
  if (!word && !context.explicit) return null;
  return { from: word ? word.from : context.pos, options: keys.map(([label, info]) => ({ label, info, apply: `${label}: `, type: "property" })) };
}

/** @param {string} id */
function changed(id) {
  show();
  clearTimeout(asking);
  asking = window.setTimeout(() => lint(id), 80);
}

function show() {
  const state = document.getElementById("yaml-state");
  if (state) state.textContent = isChanged() ? "有改动没有存（Ctrl+S）" : "";
  const button = document.getElementById("yaml-save");
  if (button instanceof HTMLButtonElement) button.disabled = !isChanged();
}

/** @param {string} path @param {Record<string, string>} fields @returns {Promise<Response>} */
function post(path, fields) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  return fetch(path, { method: "POST", headers: { ...headers, "HX-Request": "true" }, body: new URLSearchParams(fields) });
}

/** Show what is found in the text as it stands. @param {string} id */
async function lint(id) {
  const text = view.state.doc.toString();
  const answer = await post(`/form/${id}/lint`, { text });
  if (!answer.ok || view.state.doc.toString() !== text) return;
  const found = /** @type {Found[]} */ (await answer.json());
  view.dispatch(setDiagnostics(view.state, found.map(place)));
}

/** @param {Found} one */
function place(one) {
  const line = view.state.doc.line(Math.min(one.line, view.state.doc.lines));
  const from = Math.min(line.from + one.column - 1, line.to);
  return { from, to: line.to, severity: SEVERITIES[/** @type {"E"} */ (one.severity)] || "info", message: one.message };
}

/** @param {string} id */
function save(id) {
  if (!isChanged()) return;
  const text = view.state.doc.toString();
  const state = Object.fromEntries([...document.querySelectorAll("#state input")].map((one) => {
    const input = /** @type {HTMLInputElement} */ (one);
    return [input.name, input.value];
  }));
  saving = text;
  // @ts-ignore - htmx is loaded before
  window.htmx.ajax("POST", `/form/${id}/yaml`, { source: "#work", swap: "none", values: { ...state, text, yaml_base: base } });
}

let saving = "";
document.addEventListener("yaml-saved", () => {
  saved = saving;
  follow();
  say("YAML 已存");
});

/** Take over what the server has sent, unless somebody is writing here. */
function follow() {
  if (view === null) return;
  const text = sent().value;
  if (isChanged()) {
    const state = document.getElementById("yaml-state");
    if (state && text !== saved) state.textContent = "表已有别的改动，YAML 里还有没有存的；存时合并";
    return;
  }
  base = sent().dataset.base || base;
  saved = text;
  if (view.state.doc.toString() !== text) {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }
  show();
}
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.target.id === "yaml-text") follow();
});
window.addEventListener("beforeunload", (event) => { if (isChanged()) event.preventDefault(); });
