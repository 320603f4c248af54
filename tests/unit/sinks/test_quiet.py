import io
import os

from orchestrator.sinks.quiet import QuietWriter


def test_text_is_passed_on() -> None:
    lines: list[str] = []
    write = QuietWriter(lines.append)
    write("a\n")
    write("b\n")
    assert lines == ["a\n", "b\n"]


def test_a_closed_pipe_ends_the_writing_and_nothing_else() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    tries: list[str] = []

    def to_pipe(text: str) -> None:
        tries.append(text)
        os.write(writer, text.encode())

    write = QuietWriter(to_pipe)
    write("a\n")
    write("b\n")
    os.close(writer)
    assert tries == ["a\n"]


def test_a_closed_file_ends_the_writing() -> None:
    file = io.StringIO()
    file.close()
    QuietWriter(lambda text: void(file.write(text)))("a")


def test_a_character_that_the_encoding_lacks_is_escaped_and_writing_goes_on() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    write = QuietWriter(lambda text: void(file.write(text)))
    write("grün\n")
    write("done\n")
    assert raw.getvalue() == b"gr\\xfcn\ndone\n"


def void(_: object) -> None:
    """A write function returns nothing."""
