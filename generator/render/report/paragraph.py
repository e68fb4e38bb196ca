"""The paragraph 预算绩效管理情况 of the final accounts by itself, as text to paste."""

from ..templates import TemplateSet
from .blocks import PARAGRAPH, Paragraph, blocks
from .contents import Contents


def paragraph(content: Contents, templates: TemplateSet) -> str:
    """The text, a line for each paragraph of the template. Raises ZipingbiaoError as `blocks` does."""
    made = blocks(content, templates, PARAGRAPH)
    return "\n".join(block.text for block in made if isinstance(block, Paragraph))
