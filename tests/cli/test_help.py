"""Every command explains itself, with an example, and soon."""

import subprocess
import sys

import pytest

from perpupil import __version__
from perpupil.cli.main import COMMANDS, main


def helped(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_help_names_every_command_and_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    text = helped(["--help"], capsys)
    assert all(f"    {command}" in text for command in COMMANDS)
    assert "perpupil catalogue formulas" in text
    assert "exit codes: 0" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = helped([command, "--help"], capsys)
    assert "example:" in text
    assert f"  perpupil {command} " in text


@pytest.mark.parametrize("option", ["--facts", "--headcount", "--prior"])
@pytest.mark.parametrize("command", ["run", "check", "explain"])
def test_the_help_says_which_files_a_command_takes(
    command: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert option in helped([command, "--help"], capsys)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert helped(["--version"], capsys) == f"perpupil {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [[], ["nosuch"], ["run"], ["run", "a", "b"], ["explain", "a"], ["run", "--nosuch"]]
)
def test_a_command_that_is_not_understood_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: perpupil")


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    asked = f"import sys\nfrom perpupil.cli.main import main\ntry:\n    main({arguments})\nexcept SystemExit:\n    pass\nprint([name for name in ('numpy', 'rich', 'csv', 'tomllib') if name in sys.modules and name != 'csv'])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)  # noqa: S603  our own code
    assert done.stdout.splitlines()[-1] == "[]"
