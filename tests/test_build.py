"""What is generated, and when."""

import shutil
from pathlib import Path

import pytest

from generator.build import Done, Product, plan, run
from generator.problem import ZipingbiaoError
from generator.render.templates import TemplateSet
from generator.workspace import Workspace

TRUE = Path(__file__).with_name("shanghai")
FORMS = (Product.PDF, Product.XLSX)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "data/上海市大数据中心/2020"
    folder.mkdir(parents=True)
    for file in sorted(TRUE.glob("*.yaml"))[:2]:
        shutil.copy(file, folder)
    return Workspace(root=tmp_path)


def build(workspace: Workspace, products: tuple[Product, ...] = (Product.XLSX,)) -> list[Done]:
    return list(run(plan(workspace.yaml_files(), workspace, products), workspace))


def test_what_is_fresh_is_left_alone(workspace: Workspace) -> None:
    assert not any(done.fresh for done in build(workspace))
    assert all(done.fresh for done in build(workspace))


def test_an_edit_makes_only_its_own_outputs_again(workspace: Workspace) -> None:
    build(workspace)
    edited = workspace.yaml_files()[0]
    edited.write_text(edited.read_text("utf-8").replace("9.00", "8.00", 1), "utf-8")
    made = [done.step.sources for done in build(workspace) if not done.fresh]
    assert made == [(edited,)]


@pytest.mark.parametrize("damage", ["delete", "change", "forget", "garble"])
def test_damage_costs_a_rebuild_only(workspace: Workspace, damage: str) -> None:
    (done, *_) = build(workspace)
    whole = done.step.target.read_bytes()
    match damage:
        case "delete":
            done.step.target.unlink()
        case "change":
            done.step.target.write_bytes(b"x")
        case "forget":
            done.step.record.unlink()
        case "garble":
            done.step.record.write_bytes(b"{")
    again = build(workspace)
    assert [d.step.target for d in again if not d.fresh] == [done.step.target]
    assert done.step.target.read_bytes() == whole


def test_a_bad_form_does_not_stop_the_others(workspace: Workspace) -> None:
    bad = workspace.yaml_files()[0]
    build(workspace)
    old = {file: file.read_bytes() for file in workspace.out.rglob("*.xlsx")}
    bad.write_text(bad.read_text("utf-8") + "\n得份: 3\n", "utf-8")
    good = workspace.yaml_files()[1]
    good.write_text(good.read_text("utf-8").replace("10.00", "9.99", 1), "utf-8")
    failed, made = sorted(build(workspace), key=lambda done: not done.failed)
    assert failed.failed
    assert all(p.place and p.place.file == str(bad) and p.place.line for p in failed.problems)
    assert not made.failed
    assert failed.step.target.read_bytes() == old[failed.step.target]
    assert made.step.target.read_bytes() != old[made.step.target]


def test_a_character_without_a_glyph_is_named_not_boxed(workspace: Workspace) -> None:
    file = workspace.yaml_files()[0]
    file.write_text(file.read_text("utf-8").replace("完成率", "完成\ue123率", 1), "utf-8")
    done = next(d for d in build(workspace, FORMS) if d.step.product is Product.PDF and d.failed)
    assert any("U+E123" in problem.message for problem in done.problems)


def test_a_setting_makes_the_forms_again_and_is_printed(workspace: Workspace) -> None:
    build(workspace, FORMS)
    (workspace.root / "zipingbiao.yaml").write_text("水印: 征求意见稿\n签章: [填报人]\n", "utf-8")
    again = build(workspace, FORMS)
    assert not any(done.fresh or done.failed for done in again)
    assert all(done.fresh for done in build(workspace, FORMS))
    from generator.render.verify import pdf_text

    texts = [pdf_text(d.step.target.read_bytes()) for d in again if d.step.product is Product.PDF]
    assert all("填报人：" in pages[-1] for pages in texts)


def test_a_fault_in_the_settings_stops_the_build_with_its_line(workspace: Workspace) -> None:
    (workspace.root / "zipingbiao.yaml").write_text("# 设置\n签张: [填报人]\n", "utf-8")
    with pytest.raises(ZipingbiaoError, match=r"zipingbiao\.yaml:2:1: E C01"):
        build(workspace)


def test_a_stylesheet_edited_while_the_process_lives_counts(workspace: Workspace) -> None:
    (before, *_) = build(workspace, (Product.PDF,))
    old = before.step.target.read_bytes()
    workspace.templates.mkdir()
    packaged = TemplateSet().text("form.css")
    (workspace.templates / "form.css").write_text(packaged, "utf-8")
    build(workspace, (Product.PDF,))
    (workspace.templates / "form.css").write_text(f"{packaged}\ntd {{ color: red }}\n", "utf-8")
    assert not any(done.fresh for done in build(workspace, (Product.PDF,)))
    assert before.step.target.read_bytes() != old
