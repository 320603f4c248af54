"""Texts that were made to be more than text: to a template, to Markdown, to a page, to a terminal.

What would run says so by the mark RAN, where it can be looked for.
"""

from __future__ import annotations

RAN = "data-ran"
_RUN = f"document.documentElement.setAttribute('{RAN}','1')"

TEMPLATES = (
    "{{7*7}}", "{{ 7*'7' }}", "{{ cycler.__init__.__globals__.os.popen('touch HERE').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ config }}", "{{ report }}",
    "{{ subtask.title }}", "{{ lipsum.__globals__['os'].system('touch HERE') }}",
    "{% include '/etc/passwd' %}", "{% for x in range(9) %}x{% endfor %}", "{% raw %}",
    "{% endraw %}", "{% set x = 1 %}", "{%- x -%}", "{# a comment #}", "{#", "#}", "{{", "}}", "{%",
    "%}", "# for x in y", "## line", "${7*7}", "${HOME}", "#{7*7}", "<%= 7*7 %>", "%(x)s",
    "%s %d %n", "%", "{0.__class__}", "{}", "{x!r}", "$x", "$$", "{{x|safe}}", "{{ self }}", "@{x}",
    "[[7*7]]", "{{{x}}}", "$(touch HERE)", "`touch HERE`", "; touch HERE",
    "!!python/object/apply:os.system ['touch HERE']",
)  # fmt: skip

MARKDOWN = (
    "```", "````\nx\n````", "```js\nx\n```", "~~~", "~~~~~~~~\nx", "`" * 40, "~" * 40, "``` `",
    "a ``` b ```` c", "[x](javascript:x)", "](javascript:x)", "[x]: javascript:x",
    "![x](http://h.example/x.png)", "[x][y]", "[^1]", "[^1]: a note", "<https://h.example/x>",
    "http://h.example/x", "www.h.example", "me@h.example", "@everyone", "@here", "#123", "GH-12",
    "owner/name#12", "# heading", "###### heading", "heading\n===", "heading\n---", "---", "***",
    "___", "---\ntitle: x\n---", "> quoted", "- item", "* item", "+ item", "1. item", "1) item",
    "- [ ] box", "- [x] box", "| a | b |\n|---|---|\n| c | d |", "a|b|c", "|", "||||", "\\|", "\\",
    "\\\\", "a\\", "*a*", "**a**", "***a***", "_a_", "__a__", "~~a~~", "~a~", "==a==", "^a^",
    ":tada:", "$x$", "$$x$$", "a  \nb", "a\\\nb", "    code", "\tcode", "&lt;b&gt;", "&amp;",
    "&#60;b&#62;", "&colon;", "&nbsp;", "&", "C #", "F# ##", "Title ###", "term\n: definition",
    "::: note", "!!! note", "{.class}", "<!-- x -->", "<!--", "-->", "--!>", "<![CDATA[x]]>", "]]>",
    "<?x y?>", "<!x>", "end", "click s1 call x()", "click s1 href \"javascript:x\"", "\"]",
    "s1[\"x\"]", "%%{init: {'theme':'x'}}%%", "%% x", "subgraph x", "s1 --> s2",
    "style s1 fill:#f00", "classDef x fill:#f00", "title x", "section x", "x :done, 1, 2", "<br>",
    "<details>", "</details>", "<summary>", "</summary>", "::error::x", "::set-output name=x::y",
    "%0A::error::x", "\n::error::x", "\n::warning file=a::x", "##[error]x", "\n\n\n", "a\n\n\nb",
    "x" * 3000, "x " * 3000, "a\n" * 60,
)  # fmt: skip

MARKUP = (
    f"<script>{_RUN}</script>", f"<img src=x onerror={_RUN}>", f"<svg onload={_RUN}>",
    f"<svg/onload={_RUN}>", f"<body onload={_RUN}>",
    f"<iframe srcdoc=\"<script>parent.{_RUN}</script>\">", f"<a href=\"javascript:{_RUN}\">x</a>",
    f"\"><script>{_RUN}</script>", f"'><script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>", f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>", f"</textarea><script>{_RUN}</script>",
    f"</pre><script>{_RUN}</script>", f"--><script>{_RUN}</script>", f"]]><script>{_RUN}</script>",
    f"\" onmouseover=\"{_RUN}\" autofocus onfocus=\"{_RUN}", f"' onfocus='{_RUN}' autofocus x='",
    f"<details open ontoggle={_RUN}>", f"<input autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>", f"<math><mtext></p><script>{_RUN}</script>",
    f"<noscript><p title=\"</noscript><img src=x onerror={_RUN}>\">",
    f"<a href=\"data:text/html,<script>{_RUN}</script>\">x</a>",
    f"<meta http-equiv=refresh content=\"0;javascript:{_RUN}\">", f"<ſcript>{_RUN}</ſcript>",
    f"\uff1cscript\uff1e{_RUN}", "<base href=//h.example>", "<form action=//h.example><input>",
    "<link rel=stylesheet href=//h.example>", "<style>*{display:none}</style>", "<plaintext>",
    "<xmp>", "</body></html>", "<b>bold", "< b>", "<", ">", "\"", "'", "<x y=\"", "&quot;",
    "&#x22;", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>", "&y;",
    "<?xml version='1.0'?>", "<xi:include href='/etc/passwd'/>",
)  # fmt: skip

# A terminal that obeyed would be told a 77 by what is no different from our own colours.
CONTROLS = (
    "\x1b[77;31mred\x1b[77m", "\x1b[77J", "\x1b[77;77H", "\x1b[?77h", "\x1b[77A", "\x1bc", "\x1b7",
    "\x1b#8", "\x1b(0", "\x1b]0;owned\x07", "\x1b]2;owned\x1b\\", "\x1b]52;c;b3duZWQ=\x07",
    "\x1b]8;;http://h.example\x07x\x1b]8;;\x07", "\x1b]1337;File=:x\x07", "\x1bP1$r\x1b\\",
    "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\", "\x1b[77n", "\x1b[>77c", "\x9b77;31m",
    "\x9d0;owned\x9c", "\x90x\x9c", "\x9fx\x9c", "\x85", "\x84", "\x8d", "over\rwritten",
    "back\x08\x08\x08", "bell\x07", "\x00", "\x01\x02\x03", "\x0b", "\x0c", "\x0e", "\x0f", "\x11",
    "\x13", "\x1a", "\x1c\x1d\x1e\x1f", "\x7f", "\u202egpj.exe", "\u2066x\u2069", "\u2067x",
    "\u202ax\u202c", "\u200e", "\u200f", "\u061c", "a\u2028b", "a\u2029b", "zero\u200bwidth",
    "\u2060", "\ufeff", "\u00ad", "\u180e", "\U000e0041\U000e0042", "\ufff9x\ufffa\ufffb", "\u206a",
    *(f"c{chr(code)}c" for code in (*range(0x01, 0x09), *range(0x0b, 0x20), *range(0x7F, 0xA0))),
)  # fmt: skip

# As bytes they stand in what a command prints, and in names of files.
RAW = (
    b"\x9b77;31m",
    b"\x9d0;owned\x9c",
    b"\xff\xfe",
    b"\xc0\x9b",
    b"\xed\xa0\x80",
    b"\xc2\x9b77J",
    b"\x80\x8d\x85",
)

TEXTS = TEMPLATES + MARKDOWN + MARKUP + CONTROLS
