from orchestrator.report.html.diff_parts import DiffPart, diff_parts


def test_lines_of_a_kind_stand_together() -> None:
    diff = "--- expected\n+++ got\n@@ -1 +1 @@\n same\n-old\n-er\n+new\n--- was a line\n+++ is one"
    assert list(diff_parts(diff)) == [
        DiffPart("file", "--- expected\n+++ got"),
        DiffPart("hunk", "@@ -1 +1 @@"),
        DiffPart("same", " same"),
        DiffPart("del", "-old\n-er"),
        DiffPart("add", "+new"),
        DiffPart("del", "--- was a line"),
        DiffPart("add", "+++ is one"),
    ]


def test_nothing_has_no_parts() -> None:
    assert list(diff_parts("")) == []
    assert list(diff_parts("x")) == [DiffPart("same", "x")]
