"""How long the audit takes: ``python -m bench.audit`` prints milliseconds a form, on one core."""

from time import perf_counter

from attrs import evolve

from generator.audit import audit, audit_department
from tests.audit.forms import SHANGHAI, SOUND

FORMS = 10_000


def main() -> None:
    """Audit ten thousand forms one by one, then all together."""
    samples = (*SHANGHAI, SOUND)
    forms = [evolve(samples[n % len(samples)], project=f"项目{n}") for n in range(FORMS)]
    start = perf_counter()
    findings = sum(len(audit(form)) for form in forms)
    single = perf_counter() - start
    print(f"{FORMS} forms, {findings} findings: {single:.1f} s, {single / FORMS * 1000:.2f} ms a form")
    start = perf_counter()
    across = len(audit_department([(form.project, form) for form in forms]))
    print(f"across forms: {across} findings: {perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
