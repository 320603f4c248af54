"""Which scripts cannot fail."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.plan.vacuous import cannot_fail, proves_nothing


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("sh", "true"),
        ("bash", ":\n"),
        ("sh", "echo ok"),
        ("sh", "printf '%s\\n' done  # said"),
        ("sh", "pytest -q || true"),
        ("sh", "pytest -q || echo failed"),
        ("sh", "exit 0"),
        ("sh", "# only a comment\n\n"),
        ("sh", "A=1\nB='x; y'"),
        ("bash", "set +e\npytest -q\nexit 0"),
        ("sh", "echo 'a\nb'"),
        ("sh", "echo ok >/dev/null 2>&1"),
        ("/bin/bash -eu", "true"),
        ("sh", "ls nope || { echo bad; }"),
        ("sh", "ls nope || /bin/true"),
        ("sh", "ls || (true)"),
        ("sh", "if ls nope; then :; fi"),
        ("sh", "for f in a b; do echo $f; done"),
        ("sh", "ls nope &"),
        ("sh", "nohup ls nope >/dev/null 2>&1 &"),
        ("sh", "echo $(false)"),
        ("sh", "(true)"),
        ("sh", "{ true; }"),
        ("sh", "/bin/true"),
        ("sh", "command true"),
        ("sh", "X=1 true"),
        ("sh", "! false"),
        ("sh", "cat <<E\nall tests passed\nE"),
        ("sh", "echo done | cat"),
        ("sh", "test 1"),
        ("sh", "{ ls nope; } || :"),
        ("sh", "(ls nope; ls b) || true"),
        ("sh", "f() { false; }\nf || true"),
        ("sh", "f() { ls nope || true; }\nf"),
        ("sh", "exit 0\npytest -q"),
        ("sh", "true && exit 0\npytest -q"),
        ("bash", "set +o pipefail\npytest nope | cat"),
        ("sh", "false & wait"),
        ("sh", "export X=$(false)"),
        ("sh", "echo ok && true || false"),
        ("python", "import sys; sys.exit(0)"),
        ("sh", "pytest -q | tail -3"),
        ("sh", "pytest -q | tee out.log"),
        ("sh", "pytest -q ||\n  true"),
        ("sh", "pytest -q || echo failed >&2"),
        ("sh", ": build the thing"),
        ("sh", "env true"),
        ("sh", "set +o errexit\npytest\ntrue"),
        ("sh", "[ 1 -eq 1 ]"),
        ("bash", "[[ a == a ]]"),
        ("python", "assert True"),
        ("python", "import sys\nprint('ok')"),
        ("python", "print('OK')"),
        ("python", "# nothing\n"),
        ("node", "console.log('ok');"),
    ],
)
def test_these_cannot(language: str, script: str) -> None:
    assert cannot_fail(language, script)


def test_what_a_hidden_failure_printed_can_still_disappoint() -> None:
    passed = TextMatch(mode=MatchMode.CONTAINS, text="passed", line=1)
    wanting = Expect(stdout=(passed,))
    assert proves_nothing("sh", "pytest -q | tail -1", Expect())
    assert proves_nothing("sh", "pytest -q | tail -1", wanting) is None
    assert proves_nothing("sh", "echo passed | tail -1", wanting)
    assert proves_nothing("sh", "echo passed", wanting)


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("sh", "pytest -q"),
        ("sh", "echo ok; false"),
        ("sh", "test -f x && echo ok"),
        ("sh", "A=$(make)"),
        ("sh", "A=1 pytest"),
        ("sh", "echo x > build/file"),
        ("sh", "pytest -q; exit 0"),
        ("sh", "echo $X | grep hi"),
        ("bash", "cat <<E | sh\nfalse\nE"),
        ("bash", "python3 - <<'E'\nimport app\nE"),
        ("sh", "test -f build/x"),
        ("sh", '[ "$A" = 1 ]'),
        ("sh", 'grep -q "make || echo failed" ci.sh'),
        ("sh", "set +e; ls nope; set -e; ls a.txt; echo done"),
        ("sh", "set +e\nmake -C sub"),
        ("sh", ': "${HOME:?need HOME}"'),
        ("sh", 'set -u\necho "$HOME"'),
        ("sh", "echo x | tee out.txt"),
        ("bash", "echo x | tee out.txt"),
        ("sh", "f() { pytest -q; }\nf"),
        ("sh", "if test -f x; then pytest; else exit 0; fi"),
        ("sh", "test -f x || exit 0\npytest"),
        ("bash", "diff <(sort a) <(sort b)"),
        ("sh", "awk '{ print $1; exit 1 }' x"),
        ("sh", "python3 -c 'import app; print(1)'"),
        ("sh", "make 2>&1 && ls"),
        ("sh", "pytest -q | grep -q passed"),
        ("bash", "pytest -q | tail -3"),
        ("python", 'import os\nprint(os.environ["X"])'),
        ("python", "x = 1\nprint(f'{y}')"),
        ("perl", 'print "$x";'),
        ("sh", "if test -f x; then exit 1; fi"),
        ("sh", "for f in *.py; do python3 -m py_compile $f; done"),
        ("sh", "ls nope || exit 1"),
        ("sh", "(cd x && make)"),
        ("sh", "make & wait $!"),
        ("sh", "cat file.txt"),
        ("sh", "! grep -q x y"),
        ("python", "import app"),
        ("python", "print(open('x').read())"),
        ("ruby", "require 'x'"),
    ],
)
def test_these_can(language: str, script: str) -> None:
    assert cannot_fail(language, script) is None


@pytest.mark.parametrize(
    ("script", "wanted", "proves"),
    [
        ('echo "version: $(cat VERSION)"', "1.2", True),
        ('echo "version: $(cat VERSION)"', "version", False),
        ("printf '%s\\n' \"$(./app)\"", "42", True),
        ('echo "$VERSION"', "1.2", True),
        ("V=1.2; echo $V", "1.2", False),
        ("cat <<E\n$(./app)\nE", "42", True),
        ("ls", "app.py", True),
        ("make test || true", "0 failed", True),
        ("make test || echo all passed", "all passed", False),
        ("grep -q x log && echo FOUND || echo MISSING", "FOUND", True),
        ("grep -q x log && echo FOUND || echo MISSING", "MISSING", False),
        ("if test -s f; then echo yes; else echo no; fi", "yes", True),
        ("make; echo yes; true", "yes", True),
        ("set +e; make; echo yes", "yes", False),
        ("cat <<E\nall passed\nE\nmake || true", "all passed", False),
        ("echo ok | cat", "ok", False),
        ("head -1 list | xargs test -e", "", True),
        ("echo FILE | xargs cat", "", True),
        ("seq 5 | cat - FILE", "", True),
        ("test() { make; }\ntest 1 = 1", "", True),
    ],
)
def test_words_of_others_can_disappoint_its_own_cannot(
    script: str, wanted: str, proves: bool
) -> None:
    expect = TextMatch(mode=MatchMode.CONTAINS, text=wanted, line=1)
    asked = Expect(stdout=(expect,)) if wanted else Expect()
    assert (proves_nothing("sh", script, asked, check=True) is None) is proves


def test_no_output_says_something_where_no_failure_is_lost() -> None:
    nothing = Expect(no_output=True)
    assert proves_nothing("sh", "find . -name '*.tmp'", nothing, check=True) is None
    assert proves_nothing("sh", "find . -name '*.tmp'", Expect(), check=True)
    assert proves_nothing("sh", "make || true", nothing, check=True)
