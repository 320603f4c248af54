"""The headings of mask and inkjet files: what they name, and what stands below each.

A deeper heading is a subcommand, with or without the names above it: below `## services` both
`### start` and `### services start` are `services start`. Knows not what scripts hold.
"""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

from orchestrator.document.inline import without_bold, without_links
from orchestrator.document.maskfile.scripts import scripts_of, tool_of
from orchestrator.document.nodes import Page
from orchestrator.document.tree import Block, Fence, Heading

_BRACKET = re.compile(r"[(\[]")
_ESCAPED = re.compile(r"\\([\[\]()_])")
# Nobody types more; what the names of deep commands repeat stays short by it.
_LONGEST_NAME = 200


class Section(Struct, frozen=True):
    """A heading below the title with what stands below it, up to the next heading.

    `path` are the names from the outermost command to this one, `brackets` is what follows
    the name. `scripts` are its blocks, the last of which runs, without those for Windows alone.
    """

    heading: Heading
    path: tuple[str, ...]
    brackets: str
    blocks: tuple[Block, ...]
    last: int
    scripts: tuple[Fence, ...]
    windows: tuple[Fence, ...]

    @property
    def title(self) -> str:
        return " ".join(self.path)


def sections_of(page: Page) -> tuple[list[Section], Heading | None]:
    """The headings below the title, and the second title, which ends the file."""
    inkjet = tool_of(page.source.path).is_inkjet
    starts: list[int] = []
    end, stop = None, len(page.blocks)
    for index, block in enumerate(page.blocks):
        if isinstance(block, Heading) and block.level > 1:
            starts.append(index)
        elif isinstance(block, Heading) and starts:
            end, stop = block, index
            break
    sections: list[Section] = []
    above: list[tuple[int, tuple[str, ...]]] = []
    for start, following in pairwise([*starts, stop]):
        heading = page.blocks[start]
        assert isinstance(heading, Heading)
        while above and above[-1][0] >= heading.level:
            above.pop()
        name, brackets = _named(heading, inkjet=inkjet)
        path = _path(name, above[-1][1] if above else ())
        above.append((heading.level, path))
        sections.append(_section(page, start, following, path, brackets))
    return sections, end


def _section(
    page: Page, start: int, following: int, path: tuple[str, ...], brackets: str
) -> Section:
    heading, blocks = page.blocks[start], page.blocks[start + 1 : following]
    assert isinstance(heading, Heading)
    last = len(page.source.lines)
    if following < len(page.blocks):
        last = page.blocks[following].line - 1
    scripts, windows = scripts_of(blocks)
    return Section(heading, path, brackets, blocks, last, tuple(scripts), tuple(windows))


def _named(heading: Heading, *, inkjet: bool) -> tuple[str, str]:
    """The name in a heading, and the text from its first bracket on."""
    text = _ESCAPED.sub(r"\1", without_bold(without_links(heading.text))).replace("`", "")
    if inkjet:
        # What follows the dashes is a remark, but for an argument that takes all the rest.
        text, _, more = text.partition(" -- ")
        text += more if more.startswith("(") else ""
    found = _BRACKET.search(text)
    at = found.start() if found else len(text)
    name = text[:at].partition("//")[0] if inkjet else text[:at]
    name = " ".join(name[:_LONGEST_NAME].split())
    return name or text[:_LONGEST_NAME].strip() or "command", text[at:]


def _path(name: str, parent: tuple[str, ...]) -> tuple[str, ...]:
    """The name without those of the commands above it, below them."""
    words = name.split()
    for above in parent:
        count = len(above.split())
        if len(words) > count and words[:count] == above.split():
            words = words[count:]
    return (*parent, " ".join(words))
