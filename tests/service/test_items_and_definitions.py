"""The catalogue, deployment of the bundled items, seeds, and the house's own promises."""

from __future__ import annotations

import ast
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.domain.actors import SYSTEM_ACTOR, Role
from engine.errors import DefinitionRefusedError, ForbiddenError, FormError, InvalidInputError, NotFoundError
from engine.service import definitions, stories
from engine.service.bundles import gather_bundle
from engine.service.requests import ItemQuery, OpenCase
from engine.settings import Settings
from tests.service.bundles import bundle
from tests.service.conftest import CATALOGUE, DATA

if TYPE_CHECKING:
    from tests.service.conftest import World

SETTINGS = Settings()
LICENCE = "driver-licence-expiry-renewal"
FOLDER = SETTINGS.processes / "public-security" / LICENCE


def licence_files() -> dict[str, bytes]:
    return gather_bundle(FOLDER, processes=SETTINGS.processes, forms=SETTINGS.forms)


def test_the_catalogue_has_all_items_and_tells_which_are_deployed(world: World) -> None:
    found = world.tongban.items.search(ItemQuery())

    assert len([item for item in found if item.item_id in CATALOGUE.items]) == 148
    assert {item.item_id for item in found if item.is_deployed} == {
        "trial-item", "parallel-item", "calling-item", "waiting-item", "asking-item", "endless-item", "evaluated-item",
    }  # fmt: skip
    assert found[0].is_deployed


def test_items_are_found_by_words_theme_and_department_in_both_languages(world: World) -> None:
    items = world.tongban.items

    def ids(query: ItemQuery) -> set[str]:
        return {item.item_id for item in items.search(query)}

    assert LICENCE in ids(ItemQuery(text="驾驶证 期满"))
    assert LICENCE in ids(
        ItemQuery(text="driver renewal", theme="driving-vehicles", department="public-security")
    )
    assert LICENCE not in ids(ItemQuery(text="driver", department="taxation"))
    assert ids(ItemQuery(text="%_'; DROP")) == set()


def test_items_are_found_by_the_provinces_where_their_department_has_an_office(world: World) -> None:
    items = world.tongban.items

    here = items.search(ItemQuery(province="53"))
    by_region = items.search(ItemQuery(province="540402"))
    nowhere = items.search(ItemQuery(province="52"))

    assert LICENCE in {item.item_id for item in here}
    assert {item.department for item in here} == {"public-security"}
    assert by_region == here
    assert nowhere == ()


def test_the_guide_tells_everything_of_an_item_that_is_not_deployed_too(world: World) -> None:
    guide = world.tongban.items.guide(item_id=LICENCE)

    assert not guide.summary.is_deployed
    assert guide.promised_limit.en == "1 working day(s)"
    assert guide.fee.en == "10 yuan"
    assert {material.material_id for material in guide.materials} >= {"idcard", "photo"}
    assert guide.legal_basis
    with pytest.raises(NotFoundError):
        world.tongban.items.guide(item_id="no-such-item")


def test_a_bundled_item_is_deployed_once_and_opened_from_its_form(world: World) -> None:
    analyst = world.who("analyst")

    first = world.tongban.definitions.deploy(analyst, files=licence_files())
    second = world.tongban.definitions.deploy(analyst, files=licence_files())
    form = world.tongban.items.form(item_id=LICENCE)
    opened = world.tongban.cases.open(world.who("zhangsan"), OpenCase(item_id=LICENCE, key="k"))
    read = world.tongban.definitions.read(analyst, digest=first.digest)

    assert (first.version, first.is_new, second.is_new, second.digest) == (1, True, False, first.digest)
    assert "applicantIdNo" in form.schema["properties"]
    assert form.texts["en"]["fields"]["applicantIdNo"]["title"]
    assert opened.next_tasks[0].element_id == "submit_application"
    assert opened.next_tasks[0].name.zh != opened.next_tasks[0].name.en
    assert f"{LICENCE}.bpmn" in dict(read.files)
    card = world.tongban.definitions.resource(analyst, digest=first.digest, path="item.yaml")
    assert card == (FOLDER / "item.yaml").read_bytes()
    with pytest.raises(FormError):
        world.tongban.cases.open(
            world.who("zhangsan"), OpenCase(item_id=LICENCE, key="k2", data=DATA, submit=True)
        )


def test_running_cases_keep_their_version_and_new_ones_get_the_newest(world: World) -> None:
    analyst = world.who("analyst")
    files = licence_files()
    first = world.tongban.definitions.deploy(analyst, files=files)
    opened = world.tongban.cases.open(world.who("zhangsan"), OpenCase(item_id=LICENCE, key="1"))
    newer = {**files, "item.yaml": files["item.yaml"] + b"\n# changed\n"}

    second = world.tongban.definitions.deploy(analyst, files=newer)
    later = world.tongban.cases.open(world.who("zhangsan"), OpenCase(item_id=LICENCE, key="2"))

    assert second.version == first.version + 1
    digests = [world.case(case.case.case_id, "zhangsan").definition_digest for case in (opened, later)]
    assert digests == [first.digest, second.digest]


def test_what_is_published_already_is_current_again_without_being_checked_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst, files = world.who("analyst"), licence_files()
    first = world.tongban.definitions.deploy(analyst, files=files)
    second = world.tongban.definitions.deploy(
        analyst, files={**files, "item.yaml": files["item.yaml"] + b"\n# changed\n"}
    )
    monkeypatch.setattr(definitions, "check_bundle", lambda *_, **__: pytest.fail("it was checked"))

    back = world.tongban.definitions.deploy(analyst, files=files)

    assert (back.digest, back.version, back.is_new) == (first.digest, 1, False)
    current = world.tongban.definitions.list(analyst, item_id=LICENCE)
    assert {view.digest: view.is_current for view in current} == {first.digest: True, second.digest: False}


def test_a_bundle_with_slips_is_refused_with_every_one_of_them(world: World) -> None:
    files = licence_files()
    diagram = files[f"{LICENCE}.bpmn"]
    broken = {
        **files,
        f"{LICENCE}.bpmn": diagram.replace(
            b'name="notice" value="application_accepted"', b'name="notice" value="no_such"', 1
        ).replace(b'name="caseStatus" value="40"', b'name="caseStatus" value="99"', 1),
        "item.yaml": files["item.yaml"].replace(b"unit: traffic-police", b'unit: "if ("', 1),
    }

    with pytest.raises(DefinitionRefusedError) as caught:
        world.tongban.definitions.deploy(world.who("analyst"), files=broken)

    assert [finding.rule for finding in caught.value.findings] == ["card-expression"]
    with pytest.raises(DefinitionRefusedError) as again:
        world.tongban.definitions.deploy(
            world.who("analyst"), files={**broken, "item.yaml": files["item.yaml"]}
        )
    assert {finding.rule for finding in again.value.findings} >= {"status-unknown", "notice-missing"}


def test_a_file_that_is_no_part_of_a_bundle_is_refused(world: World) -> None:
    for path in ("evil.py", "shared/notices/run.sh", "forms/d/i/x.html"):
        with pytest.raises(DefinitionRefusedError) as caught:
            world.tongban.definitions.deploy(world.who("analyst"), files={**licence_files(), path: b"x = 1"})

        assert "file-unknown" in {finding.rule for finding in caught.value.findings}


def test_only_analysts_deploy_and_paths_stay_inside(world: World) -> None:
    for who in ("huize", "admin", "auditor", "pay-nontax", "zhangsan"):
        with pytest.raises(ForbiddenError):
            world.tongban.definitions.deploy(world.who(who), files=bundle("trial-item"))
    for path in ("../x", "/etc/passwd", "a/../../b", "a\\b", "a\x00b", ""):
        with pytest.raises(InvalidInputError):
            world.tongban.definitions.deploy(world.who("analyst"), files={path: b""})
    with pytest.raises(DefinitionRefusedError):
        world.tongban.definitions.deploy(SYSTEM_ACTOR, files={})


def test_an_exported_version_can_be_deployed_again_as_the_same(world: World, tmp_path: Path) -> None:
    analyst = world.who("analyst")
    deployed = world.tongban.definitions.deploy(analyst, files=licence_files())

    world.tongban.definitions.export(analyst, digest=deployed.digest, to=tmp_path)

    again = world.tongban.definitions.deploy_folder(
        analyst, processes=tmp_path / "processes", forms=tmp_path / "forms", item=LICENCE
    )
    assert [(view.digest, view.is_new) for view in again] == [(deployed.digest, False)]


@pytest.mark.slow
def test_seeds_make_offices_at_every_level_and_accounts_with_passwords_of_their_own(
    world: World, tmp_path: Path
) -> None:
    logins = tmp_path / "private" / "logins.txt"

    first = world.tongban.seeds.offices_and_accounts(logins)
    text = logins.read_text(encoding="utf-8")
    second = world.tongban.seeds.offices_and_accounts(logins)

    assert first.offices > 3_000
    assert (second.offices, second.accounts) == (0, 0)
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    assert logins.read_text(encoding="utf-8") == text
    rows = dict(line.split()[:2] for line in text.splitlines() if not line.startswith("#"))
    assert len(set(rows.values())) == len(rows)
    clerk = world.tongban.accounts.sign_in(account_id="huize.traffic", password=rows["huize.traffic"])
    assert (clerk.office, clerk.has(Role.CLERK)) == ("530326-public-security-traffic-police", True)
    for office in (
        "512000-public-security-traffic-police",
        "510107-medical-insurance-hospital",
        "500000-public-security",
    ):
        assert world.tongban.offices.read(code=office).credit_code


def test_every_event_that_is_written_has_words_for_people() -> None:
    """Stored names are written once each; whoever adds one adds its sentence."""
    kinds = set()
    for path in Path("engine/service").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "write" and node.args:
                kinds |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
            kinds |= {
                one.value
                for keyword in node.keywords
                if keyword.arg == "kind" and name in {"write_transition", "answer_call"}
                for one in ast.walk(keyword.value)
                if isinstance(one, ast.Constant)
            }

    written = {kind for kind in kinds if isinstance(kind, str) and "_" in kind}
    assert len(written) > 15
    assert written - stories.EVENT_WORDS.keys() == set()
