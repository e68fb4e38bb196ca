"""Make ``workbench/static/vendor``: ``python -m generator.maintain.browser_bundles``.

htmx with its extension for server-sent events as published, and CodeMirror 6 as one module, with the licence
of every package. Needs ``npm``; what is installed needs neither that nor Node.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "workbench" / "static" / "vendor"
AS_PUBLISHED = {
    "htmx.js": ("htmx.org", "dist/htmx.min.js"),
    "htmx-sse.js": ("htmx-ext-sse", "dist/sse.min.js"),
}
"""File → the package and the file in it."""
PACKAGES = {
    "htmx.org": "2.0.11",
    "htmx-ext-sse": "2.2.4",
    "@codemirror/autocomplete": "6.20.4",
    "@codemirror/commands": "6.11.1",
    "@codemirror/lang-yaml": "6.1.3",
    "@codemirror/language": "6.13.1",
    "@codemirror/lint": "6.9.8",
    "@codemirror/search": "6.7.2",
    "@codemirror/state": "6.7.6",
    "@codemirror/view": "6.43.15",
    "esbuild": "0.28.2",
}
NOT_SHIPPED = ("esbuild",)
ENTRY = """
export { EditorState, Compartment } from "@codemirror/state";
export { EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection } from "@codemirror/view";
export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
export { syntaxHighlighting, defaultHighlightStyle, indentUnit } from "@codemirror/language";
export { yaml } from "@codemirror/lang-yaml";
export { autocompletion, completionKeymap } from "@codemirror/autocomplete";
export { setDiagnostics, lintGutter, nextDiagnostic } from "@codemirror/lint";
export { search, searchKeymap } from "@codemirror/search";
"""


def main() -> None:
    """Install the packages in a scratch folder, bundle, copy, list the licences."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
        (folder / "entry.js").write_text(ENTRY)
        _run(folder, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
        options = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none")
        target = f"--outfile={FOLDER / 'codemirror.js'}"
        _run(folder, "node_modules/.bin/esbuild", "entry.js", *options, target)
        for name, (package, member) in AS_PUBLISHED.items():
            shutil.copyfile(folder / "node_modules" / package / member, FOLDER / name)
        (FOLDER / "LICENSES.txt").write_text("\n\n".join(_licences(folder / "node_modules")) + "\n", "utf-8")


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - a maintainer's own command


def _licences(modules: Path) -> Iterator[str]:
    """Name, version and licence of each package that is shipped."""
    for file in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(file.read_text("utf-8"))
        name = package["name"]
        if name in NOT_SHIPPED or name.startswith("@esbuild/"):
            continue
        text = next(iter(sorted(file.parent.glob("LICENSE*"))), None)
        words = text.read_text("utf-8").strip() if text else ""
        yield f"{name} {package['version']} ({package.get('license', '')})\n\n{words}".strip()


if __name__ == "__main__":
    main()
