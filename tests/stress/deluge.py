"""Texts that cost more than their length, unless somebody took care: one piece over and over, in
every place of a task file; knows nothing of what becomes of them.
"""

from __future__ import annotations

SIZE = 60_000

_PIECES = (
    "*", "**a", "_a_", "__", "*a ", "**a**", "[", "[a](", "![", "[a]", "]]", "<", "</", "<a ",
    "`", "``` ", "`a", "` `a` ", "|", "|a", "a|", "&", "&amp;", "&&", "\\", "\\\\", "~~", "<!--",
    "-->", "{{", "{", "}", "{a,b}", "- [ ] ", "[ ] ", "[x", "> ", "- ", "* ", "+ ", "1. ", "1) ",
    "(", ")", "((", "a:", "a: b ", ": ", ", ", ",", ";", "; ", " and ", "**a**: ", "**a:** b ",
    "✅", "✅ ", "\u20e3", "1\ufe0f\u20e3", "\U0001f468\u200d", "e\u0301", "\u202e", "\ufeff",
    "\u00a0", "\u2028", "İ", "ß", "\x1b[", "\x0c", "\x85", "\t", " ", "a ", "a", "1", "0", "1.",
    "1-", "1.1.", "1, ", "#", "# ", "$ ", "$a", "$(", "$((", "${", "`$(", "\"", "'", "\"'", "=",
    "==", "a=b ", "@", "%", "!", "?", "--", "---", "->", "→ ", "/", "../", "**/", "*/", "a.b.",
    "a_", "a-", "http://", "Task 1, ", "Task 1 - ", "T1 ", "exit ", "exit code 0 ",
    "(depends on ", "(optional) ", "(a) ", "[P] ", "<<", "<<a ", "<<<", "[[ ", "if ", "fi;", "||",
    "tee ", "| tee a ", "timeout 5 ", "(a+)+", ".*", "stdout ", "contains ", "x\r",
)  # fmt: skip
_TASK = "# T\n\n### Task 1: A\n\n"
_RUN = f"{_TASK}```bash\nmake a\n```\n\n"
_PLACES = {
    "in a paragraph": f"{_TASK}{{}}\n",
    "between words": f"{_TASK}**Note**: a {{}} a\n",
    "in a box": f"{_TASK}- [ ] {{}}\n",
    "in a bullet": f"{_TASK}- {{}}\n",
    "in a number": f"{_TASK}1. {{}}\n",
    "in a heading": f"{_TASK}#### {{}}\n",
    "in a subtask's title": "# T\n\n### Task 1: {}\n",
    "in the title": "# {}\n\n### Task 1: A\n",
    "in a dependency": f"{_TASK}### Task 2: B\n\n**Depends on**: {{}}\n",
    "in a dependency's words": f"{_TASK}### Task 2: B\n\n**Depends on**: A {{}} A\n",
    "in outputs": f"{_TASK}**Outputs**: a {{}} a\n",
    "in an environment": f"{_TASK}**Env**: A=1, B={{}} a\n",
    "in a duration": f"{_TASK}**Timeout**: 5s {{}} 5s\n",
    "in a condition": f"{_TASK}**If**: `test {{}} a`\n",
    "in a script": f"{_TASK}```bash\n{{}}\n```\n",
    "in Python": f"{_TASK}```python\n{{}}\n```\n",
    "in JavaScript": f"{_TASK}```js\n{{}}\n```\n",
    "in a session": f"{_TASK}```console\n$ {{}}\na\n```\n",
    "in a check": f"{_RUN}**Verify**: `test {{}} a`\n",
    "in an expectation": f"{_RUN}**Expect**: {{}} a\n",
    "in an expected text": f'{_RUN}**Expect**:\n- stdout contains {{}} "a\n',
    "in an expected line": f"{_RUN}**Expected output**:\n```\na {{}} (glob)\n```\n",
    "in an info string": f"{_TASK}```bash {{}}\nls\n```\n",
    "in a cell": f"{_TASK}| Command | B |\n|---|---|\n| `ls` | {{}} |\n",
    "in a criterion": f"{_TASK}**Acceptance Criteria**:\n- [ ] {{}}\n",
    "in a quote": f"{_TASK}> {{}}\n",
    "in HTML": f"{_TASK}<div>\n{{}}\n</div>\n",
    "in a comment": f"{_TASK}<!-- {{}} a\n",
    "in a value of YAML": "---\na: {}\n---\n# T\n\n### Task 1: A\n",
    "in YAML": "---\na:\n {}\n---\n# T\n\n### Task 1: A\n",
    "alone": "{}",
}


def floods() -> dict[str, bytes]:
    """Every piece in every place, on one line, on lines of its own and as paragraphs."""
    found: dict[str, bytes] = {}
    for piece in _PIECES:
        line = piece * (SIZE // len(piece.encode()))
        for place, text in _PLACES.items():
            found[f"{piece!r} {place}"] = text.replace("{}", line).encode()
        for name, end in (("lines", "\n"), ("paragraphs", "\n\n")):
            many = (piece + end) * (SIZE // len((piece + end).encode()))
            found[f"{name} of {piece!r}"] = f"{_TASK}{many}".encode()
    return found
