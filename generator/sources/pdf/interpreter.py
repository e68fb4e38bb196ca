"""pdfminer's interpreter with what it leaves out: clip paths, transparency, layers, inherited state."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from pdfminer.pdfcolor import PREDEFINED_COLORSPACE
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1, stream_value
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_pt, apply_matrix_rect

from .instructions import instructions
from .layers import Layers, dictionary, name_of

Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points, from the bottom left of the page."""
HIDDEN, WATERMARK = "hidden", "watermark"
"""What stands in place of a tag's properties where its content is not shown, or is marked as a watermark."""
_EVERYWHERE: Rectangle = (-1e9, -1e9, 1e9, 1e9)
_NUMBERS = ("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased")
"""Colour spaces whose numbers say how light a colour is."""


class DrawingState(PDFGraphicState):
    """pdfminer's graphics state with what decides whether something drawn is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.clip = _EVERYWHERE
        self.fill_alpha = self.stroke_alpha = 1.0
        self.blended = False
        """Whether what is drawn mixes with what lies below it."""

    def copy(self) -> "DrawingState":
        """Another that begins as this one."""
        state = DrawingState()
        state.__dict__.update(self.__dict__)
        return state


def interpreter(rsrcmgr: PDFResourceManager, device: PDFDevice, layers: Layers) -> PDFPageInterpreter:
    """For a device that is told of hidden content and of watermarks by a tag's properties."""
    return _Interpreter(rsrcmgr, device, layers)


class _Interpreter(PDFPageInterpreter):
    graphicstate: DrawingState

    def __init__(self, rsrcmgr: PDFResourceManager, device: PDFDevice, layers: Layers) -> None:
        super().__init__(rsrcmgr, device)
        self._layers = layers
        self._inherited: DrawingState | None = None
        self._clips = False

    def dup(self) -> "_Interpreter":
        return _Interpreter(self.rsrcmgr, self.device, self._layers)

    def subinterp(self) -> "_Interpreter":
        """For what is drawn within: it begins with the state in force."""
        inner = super().subinterp()
        assert isinstance(inner, _Interpreter)
        inner._inherited = self.graphicstate.copy()
        return inner

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.graphicstate = self._inherited or DrawingState()

    def execute(self, streams: Sequence[object]) -> None:
        """As pdfminer does, streams within themselves left out, with the instructions read by qpdf."""
        own = [stream_value(stream) for stream in streams]
        allowed = [s for s in own if s.objid is not None and s.objid not in self.parent_stream_ids]
        read = instructions(b"\n".join(stream.get_data() for stream in allowed))
        if read is None:
            super().execute(streams)
            return
        self.stream_ids = {stream.objid for stream in allowed if stream.objid is not None}
        for operator, operands in read:
            self._carry_out(operator, operands)

    def _carry_out(self, operator: str, operands: list[Any]) -> None:
        method, count = _method(operator)
        if method is None:
            return
        self.argstack = operands
        if count <= len(operands):
            getattr(self, method)(*(self.pop(count) if count else ()))

    # Colours: a colour space begins with black; the numbers of some say nothing about lightness.

    def do_cs(self, name: Any) -> None:  # noqa: ANN401 - pdfminer's operands
        super().do_cs(name)
        self.graphicstate.ncolor = _black(self.graphicstate.ncs.name)

    def do_CS(self, name: Any) -> None:  # noqa: ANN401, N802 - an operator's name
        super().do_CS(name)
        self.graphicstate.scolor = _black(self.graphicstate.scs.name)

    def do_scn(self) -> None:
        super().do_scn()
        if self.graphicstate.ncs.name not in _NUMBERS:
            self.graphicstate.ncolor = self.graphicstate.ncs.name

    def do_SCN(self) -> None:  # noqa: N802
        super().do_SCN()
        if self.graphicstate.scs.name not in _NUMBERS:
            self.graphicstate.scolor = self.graphicstate.scs.name

    def do_gs(self, name: Any) -> None:  # noqa: ANN401
        states = dictionary(self.resources.get("ExtGState")) if self.resources else {}
        parameters = dictionary(states.get(getattr(name, "name", "")))
        state = self.graphicstate
        state.fill_alpha = _share(parameters.get("ca"), state.fill_alpha)
        state.stroke_alpha = _share(parameters.get("CA"), state.stroke_alpha)
        if "BM" in parameters:
            state.blended = not _is_normal(resolve1(parameters["BM"]))

    def do_sh(self, name: object) -> None:
        del name
        self.device.shade(self.graphicstate)  # type: ignore[attr-defined]

    # Clip paths: the rectangle around each.

    def do_W(self) -> None:  # noqa: N802
        self._clips = True

    do_W_a = do_W  # noqa: N815

    def _clip(self) -> None:
        """Take the path at hand into the clip path, where that was asked for."""
        if self._clips and self.curpath:
            corners = [
                (float(segment[i]), float(segment[i + 1]))
                for segment in self.curpath
                for i in range(1, len(segment) - 1, 2)
            ]
            self.graphicstate.clip = within(
                self.graphicstate.clip, _around(apply_matrix_pt(self.ctm, corner) for corner in corners)
            )
        self._clips = False

    # Layers and what is marked as no content.

    def do_BMC(self, tag: Any) -> None:  # noqa: ANN401, N802
        self.device.begin_tag(tag)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: ANN401, N802
        name = getattr(tag, "name", "")
        named = isinstance(props, PSLiteral)
        entries = dictionary(self.resources.get("Properties")) if named and self.resources else {}
        properties = entries.get(props.name) if named else props
        if name == "OC" and self._layers.hides(properties):
            self.device.begin_tag(tag, HIDDEN)
        elif name == "Artifact" and name_of(dictionary(properties).get("Subtype")) == "Watermark":
            self.device.begin_tag(tag, WATERMARK)
        else:
            self.device.begin_tag(tag)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: ANN401, N802
        self.device.begin_form()  # type: ignore[attr-defined]
        drawn = resolve1(self.xobjmap.get(getattr(xobjid_arg, "name", "")))
        attributes = drawn.attrs if isinstance(drawn, PDFStream) else {}
        if "OC" in attributes and self._layers.hides(attributes["OC"]):
            self._hidden(xobjid_arg)
            return
        outer = self.graphicstate
        if "BBox" in attributes:
            self.graphicstate = outer.copy()
            self._clip_to(attributes)
        super().do_Do(xobjid_arg)
        self.graphicstate = outer
        self.device.set_ctm(self.ctm)

    def _hidden(self, xobject: Any) -> None:  # noqa: ANN401
        self.device.begin_tag(PSLiteral("OC"), HIDDEN)
        super().do_Do(xobject)
        self.device.end_tag()
        self.device.set_ctm(self.ctm)

    def _clip_to(self, attributes: dict[str, Any]) -> None:
        box, matrix = resolve1(attributes["BBox"]), resolve1(attributes.get("Matrix")) or (1, 0, 0, 1, 0, 0)
        if _are_numbers(box, 4) and _are_numbers(matrix, 6):
            inner = apply_matrix_rect(tuple(map(resolve1, matrix)), tuple(map(resolve1, box)))
            around = _around(apply_matrix_pt(self.ctm, (x, y)) for x in inner[0::2] for y in inner[1::2])
            self.graphicstate.clip = within(self.graphicstate.clip, around)


def _clipping(name: str) -> Callable[[_Interpreter], None]:
    """pdfminer's way to end a path, after the path was taken into the clip path."""
    end = getattr(PDFPageInterpreter, name)

    def clip_and_end(self: _Interpreter) -> None:
        self._clip()
        end(self)

    return clip_and_end


for _name in ("do_n", "do_S", "do_f", "do_f_a", "do_B", "do_B_a"):
    setattr(_Interpreter, _name, _clipping(_name))


@cache
def _method(operator: str) -> tuple[str | None, int]:
    """The name of the method for an operator, and how many operands it takes."""
    name = f"do_{operator}".replace("*", "_a").replace('"', "_w").replace("'", "_q")
    method = getattr(_Interpreter, name, None)
    return (None, 0) if method is None else (name, method.__code__.co_argcount - 1)


def _black(space: str) -> Any:  # noqa: ANN401 - one of pdfminer's colours
    if space not in _NUMBERS:
        return space
    return (0.0, 0.0, 0.0, 1.0) if space == PREDEFINED_COLORSPACE["DeviceCMYK"].name else 0.0


def within(one: Rectangle, other: Rectangle) -> Rectangle:
    """What lies in both of two rectangles."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def _around(points: Iterable[tuple[float, float]]) -> Rectangle:
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def _share(value: object, otherwise: float) -> float:
    number = resolve1(value) if isinstance(value, PDFObjRef) else value
    return float(number) if isinstance(number, (int, float)) else otherwise


def _is_normal(mode: object) -> bool:
    first = resolve1(mode[0]) if isinstance(mode, list) and mode else mode
    return isinstance(first, PSLiteral) and first.name in ("Normal", "Compatible")


def _are_numbers(values: object, count: int) -> bool:
    if not isinstance(values, (list, tuple)) or len(values) != count:
        return False
    return all(isinstance(resolve1(value), (int, float)) for value in values)
