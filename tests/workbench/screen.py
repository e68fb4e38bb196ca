"""A form's screen as a browser has it: what it shows, and what it sends with a change."""

import json
import re
from html import unescape
from typing import Any

from attrs import define
from starlette.testclient import TestClient

from generator.model.problem import Path


@define
class Screen:
    """One form, open in a browser."""

    client: TestClient
    id: str
    base: str = ""
    shown: str = ""
    text: str = ""

    def open(self) -> "Screen":
        """Load the page."""
        self._take(self.client.get(f"/form/{self.id}").text)
        return self

    def field(self, path: Path) -> str:
        """The number of the field at a path."""
        wanted = json.dumps(path, ensure_ascii=False)
        for values in re.findall(r"hx-vals='([^']+)'", self.text):
            found = json.loads(unescape(values))
            if found.get("path") == wanted and "field" in found:
                return str(found["field"])
        raise LookupError(path)

    def send(self, what: str, **values: str) -> Any:  # noqa: ANN401 - httpx's response
        """A change, and the answer to it."""
        answer = self.client.post(
            f"/form/{self.id}/{what}", data={"base": self.base, "shown": self.shown, **values}
        )
        if answer.status_code == 200:
            self._take(answer.text)
        return answer

    def write(self, path: Path, value: str, **more: str) -> Any:  # noqa: ANN401
        """A value written into a field."""
        return self.send("field", path=json.dumps(path, ensure_ascii=False), value=value, **more)

    def _take(self, text: str) -> None:
        self.text = text
        for name in ("base", "shown"):
            found = re.search(rf'name="{name}" value="(\w+)"', text)
            if found is not None:
                setattr(self, name, found[1])
