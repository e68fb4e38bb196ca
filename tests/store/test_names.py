"""Names that would name files badly are refused where they are read."""

import pytest

from generator.store import dump, loads
from tests.support import forms


@pytest.mark.parametrize(
    ("name", "rule"),
    [("云\u202e服务", "Y03"), ("云\u200b服务", "Y03"), ("云\u2067服务", "Y03"), ("长" * 600_000, "Y04")],
)
def test_a_name_with_what_nobody_sees_or_without_end_is_refused(name: str, rule: str) -> None:
    form = forms.data_service()
    text = dump(form).replace(f"项目名称: {form.project}", f"项目名称: {name}")
    loaded = loads(text, file="表.yaml")
    assert loaded.form is None
    assert [problem.rule for problem in loaded.problems if problem.path] == [rule]
