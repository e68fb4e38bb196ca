import numpy as np
import pytest

from generator.repair.grades import grades_in_words
from generator.repair.log import Entry, Spot
from generator.repair.text.certificate import certify
from generator.repair.text.chains import known_chains
from generator.repair.text.faces import yahei
from generator.repair.text.faulty_writer import broken_map
from generator.repair.text.language import shipped_model
from generator.repair.text.stream import read_stream
from generator.repair.text.usage import log_absent, log_use
from generator.repair.witnesses import EMBEDDED, LANGUAGE, OUTLINE, RULE


def test_a_chain_says_what_is_written_for_each_glyph_behind_its_pair() -> None:
    chains = known_chains(shipped_model())[0]
    [k] = [k for k, end in enumerate(chains.end) if chr(chains.codes[end]) == "下"]
    steps = slice(chains.first[k], chains.first[k + 1])
    written = "".join(map(chr, chains.code[steps]))
    true = "".join(map(chr, chains.true[steps]))
    assert written.startswith("丌不与丏")
    assert true.startswith("不与专且")


@pytest.mark.parametrize("name", ["微软雅黑", "微软雅黑粗体", "国标字集", "国标区位"])
def test_chains_agree_with_the_writer(name: str) -> None:
    [chains] = [chains for chains in known_chains(shipped_model()) if chains.name == name]
    for k in range(0, len(chains.end), 97):
        steps = range(int(chains.first[k]), min(int(chains.first[k + 1]), int(chains.first[k]) + 6))
        used = [chains.end[k] - 1, chains.end[k], *chains.at[steps]]
        changed = [broken_map(face, (chr(chains.codes[i]) for i in used)) for face in chains.faces]
        for step in steps:
            true, code = chr(chains.true[step]), chr(chains.code[step])
            if chains.forced[steps.start : step + 1].max(initial=0.0) < 1:
                assert any(table.get(true, true) == code for table in changed)


def test_counts_are_a_distribution() -> None:
    counts = np.arange(100)
    for expected in (0.01, 1.0, 20.0):
        assert np.exp(log_use(counts, np.full(100, expected))).sum() == pytest.approx(1.0, abs=0.05)
    assert float(log_absent(np.array(0.0))) == 0


def test_a_certificate_names_what_the_text_lacks() -> None:
    raw, true = read_stream("丌用"), read_stream("不用")
    [certificate] = [certify([yahei()], raw, true.codes, raw.is_code, {ord("丌"): ord("不")})]
    assert (certificate.agreed, certificate.others, certificate.missing) == (2, 0, "上下")
    assert not certificate.is_whole


def test_a_text_that_cannot_have_been_written_so_has_no_full_certificate() -> None:
    raw, true = read_stream("上下丌与"), read_stream("上下不与")
    certificate = certify([yahei()], raw, true.codes, raw.is_code, {ord("丌"): ord("不")})
    assert certificate.others


@pytest.mark.parametrize(
    ("entry", "grade"),
    [
        (Entry(source="", extracted="敁", true="效", witness=EMBEDDED), "证明"),
        (Entry(source="", extracted="敁", true="效", witness=LANGUAGE, certified=True), "证明"),
        (Entry(source="", extracted="敁", true="效", witness=OUTLINE), "字形"),
        (Entry(source="", extracted="敁", true="效", witness=LANGUAGE), "推断"),
        (Entry(source="", extracted="敁", true="效", witness=LANGUAGE, doubtful=True), "存疑"),
        (Entry(source="", extracted="敁", true="效", witness=LANGUAGE, settled=True), "人工"),
        (Entry(source="", extracted=" ", true="", witness=RULE), None),
    ],
)
def test_every_restored_code_has_its_grade(entry: Entry, grade: str | None) -> None:
    assert entry.grade == grade
    assert entry.to_data().get("等级") == grade


def test_grades_are_counted_by_place() -> None:
    spots = (Spot(1, 1), Spot(2, 1))
    entries = [
        Entry(source="", extracted="敁", true="效", witness=EMBEDDED, places=spots),
        Entry(source="", extracted="丌", true="不", witness=LANGUAGE, places=spots[:1], doubtful=True),
        Entry(source="", extracted="丌", true="丌", witness=LANGUAGE, places=spots[:1], doubtful=True),
    ]
    assert grades_in_words(entries) == "证明 2 处、存疑 1 处"
