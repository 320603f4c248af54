"""Whether a piece of code reads like a command line rather than a name, a file or a value.

Knows no place and runs nothing; in doubt it is none.
"""

from __future__ import annotations

import re

_PROGRAMS = frozenset({
    "awk", "bash", "bun", "bundle", "cargo", "cat", "cmake", "cmp", "composer", "ctest", "curl",
    "deno", "diff", "docker", "dotnet", "egrep", "eslint", "find", "git", "go", "gradle", "grep",
    "head", "helm", "java", "jest", "jq", "just", "kubectl", "ls", "make", "mvn", "mypy", "ninja",
    "node", "npm", "npx", "nox", "perl", "php", "pip", "pnpm", "podman", "poetry", "psql", "pwsh",
    "pytest", "python", "python3", "rg", "rspec", "ruby", "ruff", "sed", "sh", "sha256sum", "sort",
    "sqlite3", "stat", "tail", "task", "terraform", "test", "tox", "tsc", "uv", "vitest", "wc",
    "wget", "yarn", "zsh",
})  # fmt: skip
# Programs whose name alone may be a word of the text.
_WORDS = frozenset({"find", "go", "head", "just", "sort", "tail", "task", "test"})
# Words of other languages that lines of code begin with.
_NO_PROGRAMS = frozenset({
    "async", "await", "class", "const", "def", "export", "from", "function", "import", "let",
    "return", "struct", "type", "var",
})  # fmt: skip
_BEFORE = re.compile(r"(?:!\s+|(?:sudo|time|exec|env)\s+|[A-Za-z_]\w*=\S*\s+)+")
_FIRST = re.compile(
    r"(?P<word>(?:\.{1,2}|~|\$\{?\w+\}?|\w[\w.+@-]*)?(?:/[\w.+@-]+)+|[A-Za-z_][\w.+-]*)(?=\s|$)"
)
_TEST = re.compile(r"\[\[?\s.*\s\]\]?(?:\s|$)")
_ARGUMENT = re.compile(r"(?<=\s)(?:--?\w|[\"'$]|[\w.*-]+[/.*][\w.*]|[|&<>;])")
_RELATION = re.compile(r"(?:=|==|!=|<=|>=|<|>|:|:=|is|are)\s")


def looks_like_command(code: str) -> bool:
    """Whether somebody who reads `code` alone would type it at a prompt.

    It begins with a well-known program, a path to one, or a name with arguments behind it.
    """
    code = code.strip()
    before = _BEFORE.match(code)
    rest = code[before.end() :] if before else code
    if _TEST.match(rest):
        return True
    found = _FIRST.match(rest)
    if found is None:
        return False
    word, behind = found["word"], rest[found.end() :].strip()
    sure = word in _PROGRAMS - _WORDS
    if _RELATION.match(f"{behind} ") and not (sure and behind[0] in "<>"):
        return False
    if sure or _ARGUMENT.search(rest):
        return sure or "/" in word or (word.islower() and word not in _NO_PROGRAMS)
    return word.startswith(("./", "../")) or (word in _WORDS and bool(behind))
