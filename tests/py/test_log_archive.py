"""Old months of the log are put away behind a signed snapshot; the house works on, and every forgery is found."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result

from db.source import Source
from hotelmate import backup_logical, restore_logical
from hotelmate.backup_shelf import Backup
from hotelmate.binaries import find
from hotelmate.cli import main
from hotelmate.log_chain import COLUMNS, ChainError, quoted
from hotelmate.log_export import EVENT_COLUMNS
from hotelmate.prove.ground import MovingClock
from hotelmate.prove.house import HOTEL, House
from tests.postgres import TestDatabase, TestServer
from tests.py.relay_world import eventually

LONG_AGO = timedelta(days=-430)
PENDING = "select hotel_id, max(seq), count(distinct seq) from relay.pending_messages('{}', 9, 99) group by hotel_id"
FORGED = """
do $$
declare
    v_row hotel.audit;
    v_hash bytea := '';
begin
    for v_row in select a.* from hotel.audit as a where a.hotel_id = 1 order by a.seq loop
        v_row.seq := v_row.seq - (select s.audit_seq from app.newest_snapshot as s where s.hotel_id = 1);
        v_hash := hotel.audit_digest(v_hash, v_row);
        update hotel.audit as a set seq = v_row.seq, hash = v_hash
        from app.newest_snapshot as s where s.hotel_id = 1 and a.hotel_id = 1 and a.seq = v_row.seq + s.audit_seq;
    end loop;
    update hotel.log_head set audit_seq = v_row.seq, audit_hash = v_hash where hotel_id = 1;
    delete from archive.audit where hotel_id = 1;
    delete from hotel.log_snapshot where hotel_id = 1;
end;
$$
"""


CHAINED_ANEW = """
do $$
declare
    v_row hotel.audit;
    v_hash bytea := '';
begin
    update archive.audit set note = 'x' where hotel_id = 1 and seq = 9;
    for v_row in
        select r.* from (select * from archive.audit union all select * from hotel.audit) as r
        where r.hotel_id = 1 order by r.seq
    loop
        v_hash := hotel.audit_digest(v_hash, v_row);
        update archive.audit set hash = v_hash where hotel_id = 1 and seq = v_row.seq;
        update hotel.audit set hash = v_hash where hotel_id = 1 and seq = v_row.seq;
    end loop;
    update hotel.log_head set audit_hash = v_hash where hotel_id = 1;
end;
$$
"""


def archive(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["archive", *map(str, arguments)])


class Scene:
    """A house with a year's log, a key and the command that puts it away; time can be moved."""

    def __init__(self, database: TestDatabase, directory: Path) -> None:
        self.database, self.directory = database, directory
        self.key, self.public_key = directory / "log.key", directory / "log.key.pub"
        self.owner = database.connect("owner", autocommit=True)
        self.listener = database.connect("listener", autocommit=True)  # its plans are as old as it is
        self.clock = MovingClock.install(self.owner, LONG_AGO)
        self.owner.execute("select jobs.maintain_log(18)")
        self.house = House(database.url())
        self.gone = self.house.departed()
        self.here, _ = self.house.in_house(primary_last_name="O'Neill \\ Söhne\tLtd")
        self.house.staff(
            "cancel_booking", booking_id=self.house.confirmed(**self.house.stay(begins_in=9)), reason="it's\n\\rain\t☂"
        )
        self.travel(timedelta(0))

    def travel(self, ahead: timedelta) -> None:
        """Everything there is has been delivered; now it is another day."""
        self.relay()
        self.clock.set_ahead(self.owner, ahead)
        self.house.today = self.house.value("select hotel.local_date(hotel.clock(), 'Europe/Dublin')")

    def relay(self) -> int:
        """What the listener does, without anybody who listens; how many events there were."""
        done = 0
        while rows := self.listener.execute(PENDING).fetchall():
            marks = [[row[0] for row in rows], [row[1] for row in rows]]
            self.listener.execute("select relay.mark_delivered(%s, %s)", marks)
            done += sum(row[2] for row in rows)
        return done

    def month(self, back: int) -> str:
        """The month so many months ago, as the command is told."""
        day: date = self.house.today
        months = day.year * 12 + day.month - 1 - back
        return f"{months // 12}-{months % 12 + 1:02}"

    def put_away(self, back: int = 12) -> dict[str, Any]:
        """Put away the months before one; the receipt, which is also kept."""
        why = ("--note", "enough", "--keep-months", back)
        done = archive("--before", self.month(back), "--key", self.key, *why, "--json")
        assert done.exit_code == 0, done.output
        (self.directory / f"receipt-{back}.json").write_text(done.stdout)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def verdicts(self, *more: object) -> list[str | None]:
        done = archive("--verify", "--public-key", self.public_key, "--json", *more)
        problems = [verdict["problem"] for verdict in json.loads(done.stdout)]
        assert done.exit_code == any(problems), done.output
        return problems

    def spoil(self, statement: str) -> None:
        """Change something as only a superuser who takes every guard off can."""
        with psycopg.connect(self.database.url(), autocommit=True) as conn:
            for (table,) in conn.execute(
                "select c.oid::regclass::text from pg_class as c where c.relkind in ('r', 'p') and "
                "(c.relnamespace = 'archive'::regnamespace or c.oid::regclass::text ~ '^hotel.(audit|log_.*)$')"
            ).fetchall():
                conn.execute(f"alter table {table} disable trigger all".encode())
            conn.execute(statement.encode())

    def sound(self) -> None:
        """What happened was heard, and `./hotel check` finds nothing."""
        with self.database.connect(autocommit=True) as conn:
            conn.execute("call jobs.run_due()")
        assert self.relay() > 0
        done = CliRunner().invoke(main, ["check"])
        assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def put_away(server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene whose oldest months were put away: what forgeries start from."""
    server.create_database("log_archive", template)
    database = TestDatabase(server, "log_archive")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOTELMATE_DATABASE_URL", database.url())
        scene = Scene(database, tmp_path_factory.mktemp("archive"))
        assert archive("--new-key", scene.key).exit_code == 0
        scene.put_away()
        scene.house.confirmed()
        scene.relay()
    yield scene
    scene.house.close()
    database.close()


@pytest.fixture
def copy(put_away: Scene, server: TestServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A copy of it, to be spoilt."""
    name = put_away.database.name
    put_away.house.close()
    put_away.owner.close()
    put_away.listener.close()
    server.create_database(f"{name}_copy", name)
    scene = Scene.__new__(Scene)
    scene.__dict__.update(put_away.__dict__, database=TestDatabase(server, f"{name}_copy"))
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", scene.database.url())
    yield scene
    scene.database.close()


@pytest.fixture
def scene(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", database.url())
    scene = Scene(database, tmp_path)
    assert archive("--new-key", scene.key).exit_code == 0
    yield scene
    scene.house.close()


def test_a_key_is_its_owners_and_never_replaced(tmp_path: Path) -> None:
    key = tmp_path / "log.key"
    assert archive("--new-key", key).exit_code == 0
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes(), (tmp_path / "log.key.pub").read_bytes()
    refused = archive("--new-key", key)
    assert (refused.exit_code, "is there already" in refused.output) == (1, True)
    assert before == (key.read_bytes(), (tmp_path / "log.key.pub").read_bytes())
    key.chmod(0o644)
    assert "chmod 600" in archive("--before", "2020-01", "--key", key).output


@pytest.mark.parametrize(
    "arguments",
    [
        *((), ("--verify", "--before", "2026-01"), ("--before", "2026-13"), ("--verify",)),
        # What would not be looked at is not taken either: who gives a receipt wants it looked for.
        ("--verify-export", ".", "--public-key", "log.key.pub", "--receipt", "receipt.json"),
        ("--before", "2026-01", "--dry-run", "--receipt", "receipt.json"),
        ("--verify", "--public-key", "log.key.pub", "--dry-run"),
        ("--export", "export", "--keep-months", "12"),
        ("--new-key", "log.key", "--note", "why"),
    ],
)
def test_what_makes_no_sense_is_told(arguments: tuple[str, ...]) -> None:
    told = archive(*arguments)
    assert (told.exit_code, "Usage" in told.output) == (2, True)


def test_the_house_works_on_behind_its_snapshot(scene: Scene) -> None:
    house = scene.house
    dry = json.loads(archive("--before", scene.month(12), "--dry-run", "--json").stdout)
    assert house.value("select count(*) from hotel.log_snapshot") == 0
    old = house.value("select count(*) from hotel.audit")
    done = scene.put_away()
    assert [h | {"signature": 0} for h in dry["hotels"]] == [h | {"signature": 0} for h in done["hotels"]]
    assert [h["hotel"] for h in done["hotels"]] == [HOTEL, "sea-view"]
    assert sum(h["audit_rows"] for h in done["hotels"]) == old
    assert scene.verdicts() == [None, None]

    house.staff("check_out", booking_id=scene.here, open_balance_note="a long stay")
    house.in_house()
    scene.sound()
    booking = house.staff("get_booking_as_of", booking_id=scene.gone)
    assert booking["state"]["status"] == "COMPLETED"
    feed = house.staff("list_events", after=0, limit=500)
    assert (feed["is_complete"], len(feed["events"]) > 0) == (False, True)
    before = f"{scene.month(14)}-20T12:00"
    with pytest.raises(psycopg.Error, match="before the log begins"):
        house.staff("get_booking_as_of", booking_id=scene.gone, at=before)
    assert scene.verdicts("--receipt", scene.directory / "receipt-12.json") == [None, None]

    # Half a year later, on top of the first.
    scene.travel(timedelta(days=190))
    house.confirmed(**house.stay(begins_in=3))
    assert house.value("select count(*) from hotel.audit_rest") > 0, "nobody made this month"
    scene.travel(timedelta(days=460))
    again = scene.put_away(4)
    assert [h["hotel"] for h in again["hotels"]] == [HOTEL]
    assert scene.verdicts("--receipt", scene.directory / "receipt-12.json") == [None, None]
    house.in_house()
    scene.sound()

    directory = scene.directory / "export"
    exported = archive("--export", directory)
    assert exported.exit_code == 0, exported.output
    assert house.value("select cardinality(app.archived_tables())") == 0
    assert archive("--verify-export", directory, "--public-key", scene.public_key).exit_code == 0
    assert scene.verdicts() == [None, None]
    assert "Nothing has been put away" in archive("--export", scene.directory / "again").output
    house.staff("check_out", booking_id=house.in_house()[0], open_balance_note="a test")
    scene.sound()


def test_what_is_exported_in_parts_is_whole_part_by_part(scene: Scene) -> None:
    """The second begins where the first ended, at a snapshot."""
    for days, back in ((0, 12), (460, 4)):
        scene.travel(timedelta(days=days))
        scene.put_away(back)
        directory = scene.directory / f"before-{back}"
        assert archive("--export", directory).exit_code == 0
        assert archive("--verify-export", directory, "--public-key", scene.public_key).exit_code == 0
        scene.house.confirmed(**scene.house.stay(begins_in=3))
    assert scene.verdicts() == [None, None]


def test_the_log_is_in_use_or_it_is_not(scene: Scene) -> None:
    reader = scene.database.connect()
    reader.execute("select count(*) from hotel.audit")
    refused = archive("--before", scene.month(12), "--key", scene.key, "--note", "why")
    assert refused.exit_code == 1
    assert "The log is in use" in refused.output
    assert scene.house.value("select count(*) from hotel.log_snapshot") == 0
    reader.rollback()
    counting = scene.database.connect()
    counting.execute("insert into hotel.transition_cursor (hotel_id) values (1) on conflict do nothing")
    counting.commit()
    counting.execute("select from hotel.transition_cursor where hotel_id = 1 for no key update")
    refused = archive("--before", scene.month(12), "--key", scene.key, "--note", "why")
    assert (refused.exit_code, "Somebody is at these months" in refused.output) == (1, True)
    counting.rollback()
    scene.put_away()
    reader.execute("select count(*) from archive.audit")
    refused = archive("--export", scene.directory / "export")
    assert (refused.exit_code, "The archive is in use" in refused.output) == (1, True)
    reader.rollback()
    assert scene.verdicts() == [None, None]
    assert "Nothing is older" in archive("--before", scene.month(12), "--key", scene.key, "--note", "why").output
    refused = archive("--before", scene.month(2), "--key", scene.key, "--note", "why")
    assert (refused.exit_code, "These months stay" in refused.output) == (1, True)


ARCHIVED = "select app.archived_tables(), (select count(*) from archive.audit), (select count(*) from archive.event)"
DROP = "select ops.drop_archived_log(%s, %s, %s)"


def test_an_archive_that_is_worked_in_is_not_dropped(scene: Scene) -> None:
    scene.put_away()
    with scene.database.connect() as other, scene.database.connect() as dropping, ThreadPoolExecutor(1) as thread:
        for worker, patience in ((other, "1min"), (dropping, "50ms")):  # who finds out that they wait for each other
            worker.execute(f"set deadlock_timeout = '{patience}'".encode())
            worker.commit()
        archived = scene.owner.execute(ARCHIVED).fetchone()
        other.execute("select count(*) from archive.event")
        dropping.execute("lock table archive.audit in access exclusive mode")
        waits = thread.submit(other.execute, "select count(*) from archive.audit")
        eventually(lambda: scene.house.value("select count(*) from pg_locks where not granted"))
        with pytest.raises(psycopg.Error, match="The archive is in use"):
            dropping.execute(DROP, archived)
        dropping.rollback()
        assert waits.result(timeout=20)

        other.execute("lock table archive.audit in access exclusive mode")
        with pytest.raises(psycopg.Error, match="The archive is in use"):
            dropping.execute(DROP, archived)
        dropping.rollback()
        other.rollback()
        dropping.execute(DROP, archived)


def test_a_deploy_guards_the_archive_anew(scene: Scene) -> None:
    from db.apply import apply

    scene.put_away()
    guards = "select count(*) from pg_trigger as t where t.tgrelid::regclass::text ~ '^archive' and t.tgenabled = 'A'"
    before = scene.house.value(guards)
    scene.owner.execute("update hotel.code_version set sha256 = repeat('0', 64)")
    assert apply(scene.database.url(), progress=lambda _: None).code_loaded
    assert scene.house.value(guards) == before > 6
    assert scene.house.value("select count(*) from ops.security_findings where code = 'LOG_IS_NOT_GUARDED'") == 0
    assert scene.verdicts() == [None, None]


def test_a_dump_of_it_is_restored_whole(scene: Scene, empty_database: TestDatabase, monkeypatch: Any) -> None:
    scene.put_away()
    path, backup = backup_logical.dump(find(), scene.database.url(), scene.directory / "shelf", lambda _: None)
    assert isinstance(backup, Backup)
    restore_logical.load(find(), path, backup, empty_database.url(), lambda _: None)
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", empty_database.url())
    assert scene.verdicts("--receipt", scene.directory / "receipt-12.json") == [None, None]
    with empty_database.connect(autocommit=True) as conn:
        conn.execute(Source().roles.text.encode())
        assert conn.execute("select problem from ops.verify_audit()").fetchall() == [(None,), (None,)]
        assert conn.execute("select * from ops.rebuild(%s)", [HOTEL]).fetchall() == []
        with pytest.raises(psycopg.Error, match="keeps its history"):
            conn.execute("delete from archive.audit")


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("update archive.audit set note = 'x' where hotel_id = 1 and seq = 9", "audit row 9, or the hash before it"),
        ("update archive.audit set at = at + '1 us' where hotel_id = 1 and seq = 9", "audit row 9, or the hash"),
        ("delete from archive.audit where hotel_id = 1 and seq = 1", "before audit row 2 one is missing"),
        ("delete from archive.audit where hotel_id = 1 and seq = 9", "before audit row 10 one is missing"),
        ("update hotel.log_snapshot set audit_seq = audit_seq - 1 where hotel_id = 1", "was not signed with this key"),
        ("update hotel.log_snapshot set signature = sha256('') || sha256('') where hotel_id = 1", "was not signed"),
        ("update hotel.log_snapshot set state_hash = sha256('') where hotel_id = 1", "was not signed with this key"),
        ("update hotel.log_snapshot set previous_signature = signature where hotel_id = 1", "not signed over the one"),
        ("update hotel.log_snapshot_state set state = '{}' where hotel_id = 1 and entity = 'hotel'", "the states of"),
        ("delete from hotel.log_snapshot_state where hotel_id = 1 and entity = 'hotel'", "the states of the snapshot"),
        (CHAINED_ANEW, "the snapshot does not carry the hash of audit row"),
        ("update hotel.log_head set audit_hash = sha256('') where hotel_id = 1", "the head counts"),
        ("delete from archive.audit; delete from hotel.log_snapshot", "one is missing"),
    ],
)
def test_what_was_altered_is_found(copy: Scene, statement: str, problem: str) -> None:
    assert copy.verdicts() == [None, None]
    copy.spoil(statement)
    found = copy.verdicts()
    assert problem in str(found[0])


def test_whoever_owns_the_database_cannot_shorten_its_history_unnoticed(copy: Scene) -> None:
    """They can have it begin anew, so that it looks whole; the signed receipt says that it was longer."""
    copy.spoil(FORGED)
    with copy.database.connect() as conn:
        assert conn.execute("select problem from ops.verify_audit(%s)", [HOTEL]).fetchall() == [(None,)]
    receipt = copy.directory / "receipt-12.json"
    assert copy.verdicts("--receipt", receipt)[0] == "a snapshot that was signed is here no more"
    other = copy.directory / "other.key"
    archive("--new-key", other)
    refused = archive("--verify", "--public-key", f"{other}.pub", "--receipt", receipt)
    assert (refused.exit_code, "was not signed with this key" in refused.output) == (1, True)


def test_another_key_does_not_pass(copy: Scene, tmp_path: Path) -> None:
    archive("--new-key", tmp_path / "k")
    done = archive("--verify", "--public-key", tmp_path / "k.pub")
    assert (done.exit_code, done.output.count("was not signed with this key")) == (1, 2)
    both = archive("--verify", "--public-key", tmp_path / "k.pub", "--public-key", copy.public_key)
    assert both.exit_code == 0, both.output


@pytest.fixture
def exported(copy: Scene, tmp_path: Path) -> Path:
    directory = tmp_path / "export"
    assert archive("--export", directory).exit_code == 0
    return directory


def _resum(directory: Path) -> None:
    """Make the list of sums right again, as a forger would."""
    files = [path for path in sorted(directory.iterdir()) if path.name != "SHA256SUMS"]
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    (directory / "SHA256SUMS").write_text(sums)


def _write(directory: Path, path: Path, lines: list[str]) -> None:
    """Put other rows into a file, and make everything that is not signed right again."""
    path.write_bytes(gzip.compress("".join(lines).encode()))
    facts = json.loads((directory / "archive.json").read_text())
    facts["tables"][path.name.removesuffix(".copy.gz")] = len(lines)
    (directory / "archive.json").write_text(json.dumps(facts))
    _resum(directory)


def test_an_export_is_whole_by_itself_and_names_no_guest(exported: Path, put_away: Scene) -> None:
    done = archive("--verify-export", exported, "--public-key", put_away.public_key, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout).keys() == {HOTEL, "sea-view"}
    events = "".join(gzip.decompress(path.read_bytes()).decode() for path in exported.glob("event*.copy.gz"))
    assert put_away.gone in events
    assert "Ann" not in events
    assert "ann@example.org" not in events


def _largest(directory: Path) -> tuple[Path, list[str]]:
    path = max(directory.glob("audit*.copy.gz"), key=lambda file: file.stat().st_size)
    return path, gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)


@pytest.mark.parametrize("righted", [False, True])
@pytest.mark.parametrize("change", ["altered", "cut", "thinned"])
def test_an_export_that_was_altered_is_found(exported: Path, put_away: Scene, change: str, righted: bool) -> None:
    path, lines = _largest(exported)
    if change == "altered":
        lines[4] = lines[4].replace("INSERT", "UPDATE")
    elif change == "cut":
        del lines[-1]
    else:
        del lines[4]
    if righted:
        _write(exported, path, lines)
    else:
        path.write_bytes(gzip.compress("".join(lines).encode()))
    done = archive("--verify-export", exported, "--public-key", put_away.public_key)
    assert done.exit_code == 1, done.output
    expected = {"altered": "or the hash before it, was altered", "cut": "the rows end at", "thinned": "is missing"}
    assert (expected[change] if righted else "is not the file that SHA256SUMS lists") in done.output


def test_an_export_with_another_snapshot_is_found(exported: Path, put_away: Scene) -> None:
    facts = json.loads((exported / "archive.json").read_text())
    facts["snapshots"][0]["events"] -= 1
    (exported / "archive.json").write_text(json.dumps(facts))
    _resum(exported)
    done = archive("--verify-export", exported, "--public-key", put_away.public_key)
    assert (done.exit_code, "was not signed with this key, or was altered" in done.output) == (1, True)


def test_events_that_were_taken_out_are_missed(exported: Path, put_away: Scene) -> None:
    """They are in no chain, but how many there were is signed."""
    path = max(exported.glob("event*.copy.gz"), key=lambda file: file.stat().st_size)
    lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    _write(exported, path, lines[1:])
    done = archive("--verify-export", exported, "--public-key", put_away.public_key)
    assert (done.exit_code, "events, and its snapshots count" in done.output) == (1, True), done.output


def test_a_hotel_that_was_taken_out_is_missed(exported: Path, put_away: Scene) -> None:
    """Its events have no audit any more; and without them, too, it is named with nothing."""
    for kind, told in (("audit", "no audit row is with the events of hotel 2"), ("event", "sea-view: 0")):
        for path in exported.glob(f"{kind}*.copy.gz"):
            lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
            _write(exported, path, [line for line in lines if not line.startswith("2\t")])
        done = archive("--verify-export", exported, "--public-key", put_away.public_key)
        assert told in done.output


def test_an_export_of_nothing_proves_nothing(exported: Path, put_away: Scene) -> None:
    for path in exported.glob("*.copy.gz"):
        path.unlink()
    (exported / "archive.json").write_text('{"tables": {}, "snapshots": []}')
    _resum(exported)
    done = archive("--verify-export", exported, "--public-key", put_away.public_key)
    assert (done.exit_code, "no snapshot" in done.output) == (1, True), done.output


@pytest.mark.parametrize(
    "damage", ["no facts", "other facts", "half a file", "no file of ours", "half a row", "no time"]
)
def test_an_export_that_cannot_be_read_is_named(exported: Path, put_away: Scene, damage: str) -> None:
    path, lines = _largest(exported)
    match damage:
        case "no facts":
            (exported / "archive.json").write_text("[]")
        case "other facts":
            (exported / "archive.json").write_text('{"tables": {}, "snapshots": [{"hotel": 1}]}')
        case "half a file":
            path.write_bytes(path.read_bytes()[:-20])
        case "no file of ours":
            path.write_bytes(b"PK")
        case "half a row":
            _write(exported, path, [lines[0].partition("\t")[0] + "\n", *lines[1:]])
        case "no time":
            _write(exported, path, [re.sub("\t20[^\t]*", "\t\\\\N", lines[0], count=1), *lines[1:]])
    _resum(exported)
    done = archive("--verify-export", exported, "--public-key", put_away.public_key)
    assert isinstance(done.exception, SystemExit)
    assert (done.exit_code, f"{exported} cannot be read" in done.output) == (1, True), done.output


def test_an_export_that_cannot_be_written_says_where(copy: Scene) -> None:
    done = archive("--export", "/proc/nothing/here")
    assert isinstance(done.exception, SystemExit)
    assert (done.exit_code, "/proc/nothing/here cannot be written" in done.output) == (1, True), done.output
    assert copy.verdicts() == [None, None]
    assert archive("--export", copy.directory / "elsewhere").exit_code == 0, "nothing was dropped before"


def test_nothing_is_dropped_that_is_not_on_disk(copy: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ChainError("the disk lies")

    monkeypatch.setattr("hotelmate.log_export.verify", fail)
    done = archive("--export", tmp_path / "export")
    assert (done.exit_code, "the disk lies" in done.output) == (1, True)
    monkeypatch.undo()
    monkeypatch.setenv("HOTELMATE_DATABASE_URL", copy.database.url())
    shutil.rmtree(tmp_path / "export")
    assert archive("--export", tmp_path / "export").exit_code == 0
    (tmp_path / "full").mkdir()
    assert "Nothing has been put away" in archive("--export", tmp_path / "full").output


def test_texts_are_quoted_as_the_database_quotes_them(database: TestDatabase) -> None:
    texts = [None, "", "a", "it's", "\\", "'\\'", "a\tb\nc", "☂", "\x1f"]
    with database.connect() as conn:
        for text in texts:
            assert conn.execute("select quote_nullable(%s::text)", [text]).fetchone() == (quoted(text),)


def test_what_is_read_is_what_there_is(database: TestDatabase) -> None:
    """A column that the log gets is one that is hashed, signed and exported."""
    with database.connect() as conn:
        for table, columns in (("archive.audit", COLUMNS), ("archive.event", EVENT_COLUMNS)):
            assert [c.name for c in conn.execute(f"table {table}".encode()).description or ()] == list(columns)


def test_the_page_says_how(put_away: Scene) -> None:
    """Every option that the page names exists."""
    page = (Path(__file__).parents[2] / "docs" / "archive.md").read_text()
    options = set(re.findall(r"(?<![-\w])--[a-z-]+", page))
    assert options <= set(re.findall(r"--[a-z-]+", archive("--help").output)) | {"--help"}
    assert len(options) > 5
