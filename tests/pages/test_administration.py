"""What an administrator changes by page: roles, offices, accounts that close, incidents that a person resolves."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx
import pytest

from engine.errors import ForbiddenError
from engine.service.requests import IncidentQuery, NewAccount
from tests.api.applications import licence_renewal
from tests.api.conftest import ITEM
from tests.pages.clients import Visitor

if TYPE_CHECKING:
    from engine.service.records import IncidentView
    from tests.api.conftest import Platform

OFFICE = "530326-public-security-traffic-police"
OTHER = "530326-public-security"


@pytest.fixture
def new_clerk(platform: Platform, request: pytest.FixtureRequest) -> str:
    """Somebody whose account nobody else needs."""
    account_id = f"page.{abs(hash(request.node.name)) % 10**9}"
    accounts = platform.tongban.accounts
    wanted = NewAccount(account_id=account_id, name="李测试", roles=frozenset({"clerk"}), office=OFFICE)
    _, password = accounts.create(accounts.local_administrator(), wanted)
    platform.passwords[account_id] = str(password)
    return account_id


def test_roles_and_office_of_an_account_are_changed(platform: Platform, new_clerk: str) -> None:
    administrator = Visitor(platform, "admin")
    path = f"/admin/people/{new_clerk}"

    conflict = administrator.send(path, roles=["clerk", "auditor"], office=OFFICE)
    nowhere = administrator.send(path, roles=["clerk"], office="999999-nowhere")
    done = administrator.send(path, roles=["clerk", "office_lead"], office=OTHER)
    actor = platform.tongban.accounts.actor(account_id=new_clerk)

    assert (conflict.status_code, nowhere.status_code, done.status_code) == (422, 422, 302)
    assert "不得兼任" in conflict.text
    assert "不存在" in nowhere.text
    assert (actor.office, set(actor.roles)) == (OTHER, {"clerk", "office_lead"})
    assert 'value="office_lead" checked' in administrator.get(path)


def test_a_closed_account_is_signed_out_and_comes_back(platform: Platform, new_clerk: str) -> None:
    administrator, clerk = Visitor(platform, "admin"), Visitor(platform, new_clerk)
    page = f"/admin/people/{new_clerk}"

    administrator.send(f"{page}/active", page=page, active="0")
    closed = clerk.client.get("/work").status_code
    shown = administrator.get(page, lang="en")
    administrator.send(f"{page}/active", page=page, active="1")

    assert closed == 302
    assert "Activate" in shown
    assert Visitor(platform, new_clerk).get("/work")


def test_nobody_closes_their_own_account(platform: Platform) -> None:
    administrator = Visitor(platform, "admin")

    administrator.send("/admin/people/admin/active", page="/admin/people", active="0")
    accounts = platform.tongban.accounts

    assert "由其他管理员" in administrator.get("/admin/people/admin")
    with pytest.raises(ForbiddenError):
        accounts.set_active(accounts.actor(account_id="admin"), account_id="admin", is_active=False)


def test_only_administrators_see_these_pages(platform: Platform) -> None:
    clerk = Visitor(platform, "huize.traffic")

    assert clerk.client.get("/admin/people/lisi").status_code == 403
    assert clerk.client.get("/admin/incidents/none/resolve").status_code == 403
    assert Visitor(platform, "admin").client.get("/admin/people/nobody").status_code == 404


@pytest.fixture
def incident(platform: Platform) -> IncidentView:
    """A case whose platform is down for longer than the worker is patient."""
    url = f"{platform.simulator.url}/_control/ga-traffic"
    httpx.post(url, json={"down": True}, trust_env=False)
    opened = platform.apply("zhangsan", licence_renewal(), ITEM)
    incidents = platform.tongban.incidents
    administrator = platform.tongban.accounts.actor(account_id="admin")
    query = IncidentQuery(case_id=opened["case"]["caseId"])
    for _ in range(400):
        platform.work()
        found = incidents.list(administrator, query).entries
        if found:
            break
        time.sleep(0.05)
    httpx.post(url, json={}, trust_env=False)
    assert found, "no incident"
    return found[0]


def test_an_incident_is_resolved_with_a_result_and_a_reason(
    platform: Platform, incident: IncidentView
) -> None:
    administrator = Visitor(platform, "admin")
    path = f"/admin/incidents/{incident.incident_id}/resolve"

    broken = administrator.send(path, result="{not json", reason="电话确认")
    listed = administrator.send(path, result="[1]", reason="电话确认")
    without = administrator.send(path, result="{}", reason="")
    done = administrator.send(path, result='{"found": true}', reason="电话确认", key="resolve-by-page-1")
    accounts = platform.tongban.accounts
    after = platform.tongban.incidents.read(
        accounts.actor(account_id="admin"), incident_id=incident.incident_id
    )
    history = platform.caller("auditor").get(f"/cases/{incident.case_id}/history").text

    assert (broken.status_code, listed.status_code, without.status_code) == (422, 422, 422)
    assert "{not json" in broken.text
    assert done.status_code == 302, done.text
    assert (after.state, after.resolved_by) == ("resolved", "admin")
    assert "incident_resolved" in history
    assert "已处理" in administrator.get(path)
