import subprocess
import sys
from collections.abc import Iterator

import pytest

from mewayz_testing import containers, plugin, programs, servers

pytest_plugins = "pytester"
NEEDY = """
    import pytest
    from mewayz_testing import servers

    @pytest.mark.mysql
    def test_rows():
        servers.require_server("mysql")

    def test_rules():
        assert True
"""


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any."""
    for kind, variable in servers.VARIABLES.items():
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.setitem(programs.CANDIDATES, kind, ())
    monkeypatch.delenv("MEWAYZ_REQUIRE", raising=False)
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    monkeypatch.setattr(servers, "LOCAL_MYSQL", "mysql+aiomysql://root:@127.0.0.1:9/{database}")
    monkeypatch.setattr(servers, "LOCAL_AMQP", "amqp://guest:guest@127.0.0.1:9/")
    monkeypatch.setattr(servers, "_created", set())  # the run inside this run must not drop our schemas
    # Nor point our loggers at its own output, which is closed when it ends.
    monkeypatch.setattr(plugin, "configure_logging", lambda *_, **__: None)
    forget = (servers.find_server, servers._find_running, containers.available)
    for function in forget:
        function.cache_clear()
    yield
    for function in forget:
        function.cache_clear()


@pytest.fixture
def needy(pytester: pytest.Pytester) -> pytest.Pytester:
    """A test file that needs MySQL."""
    pytester.makepyfile(NEEDY)
    pytester.makeini("[pytest]\nmarkers =\n  mysql: x\n  rabbit: x\nasyncio_default_fixture_loop_scope = function\n")
    return pytester


@pytest.mark.usefixtures("no_server")
def test_without_a_server_its_tests_are_skipped_and_the_end_says_so(needy: pytest.Pytester) -> None:
    result = needy.runpytest_inprocess()
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["mysql: none", "rabbit: none", "NOT RUN: 1 tests marked mysql*MEWAYZ_TEST_MYSQL_URL*"])


@pytest.mark.usefixtures("no_server")
def test_without_a_required_server_its_tests_fail(needy: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEWAYZ_REQUIRE", "mysql, rabbit")
    result = needy.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*no server for tests marked mysql*MEWAYZ_REQUIRE*"])


@pytest.mark.usefixtures("no_server")
def test_a_named_server_that_does_not_answer_ends_the_run(
    needy: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEWAYZ_TEST_MYSQL_URL", "mysql+aiomysql://root:secret@127.0.0.1:9/")
    result = needy.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "MEWAYZ_TEST_MYSQL_URL does not answer" in "\n".join([*result.outlines, *result.errlines])


def test_a_second_run_on_the_machine_has_another_name() -> None:
    code = "from mewayz_testing import servers; print(servers.worker_name())"
    mine = servers.worker_name()
    theirs = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert theirs != mine
    assert theirs.startswith(mine.partition("_")[0])


@pytest.mark.mysql
def test_a_schema_is_new_and_goes_at_the_end() -> None:
    find = f"SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '{servers.schema_name('tests')}'"
    template = servers.require_server("mysql")
    url = servers.create_schema("tests")
    assert url == template.replace("{database}", servers.schema_name("tests"))
    assert servers._execute(template, find) == 1
    servers.drop_schemas("tests")
    assert servers._execute(template, find) == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", servers.KINDS)
def test_a_server_can_be_started_from_its_program(kind: str) -> None:
    if programs.name_of(kind) is None:
        pytest.skip(f"no program of {kind} on this machine")
    url = programs.start(kind)
    assert url is not None
    assert servers._version(kind, url).startswith(("MariaDB 1", "MySQL ", "RabbitMQ "))
