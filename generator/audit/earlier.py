"""The forms of a department's other years, found by project."""

from attrs import field, frozen

from ..model.form import Form
from ..model.names import plain
from ..workspace.belonging import is_of


@frozen
class Earlier:
    """Forms of one department and any years; of two of one project and year the first counts."""

    every: tuple[Form, ...] = ()
    _by_name: dict[tuple[int, str], list[Form]] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Index them."""
        by_name: dict[tuple[int, str], list[Form]] = {}
        for form in self.every:
            by_name.setdefault((form.year, plain(form.project)), []).append(form)
        object.__setattr__(self, "_by_name", by_name)

    def of_year(self, form: Form, year: int) -> Form | None:
        """The form of the same project in another year, however its names are typed."""
        alike = self._by_name.get((year, plain(form.project)), ())
        return next((one for one in alike if is_of(one.department, form.department)), None)


NONE_EARLIER = Earlier()
