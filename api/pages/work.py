"""The worklist of an office: one queue in four views, filters, bulk claim and print, intake at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.pages.blueprint import OFFICE, Entry, actor, back_to, new_key, page, text_field, tongban
from api.pages.counts import recent_counts, recent_items
from api.pages.words import words_of
from engine.errors import ConflictError, InvalidInputError
from engine.service.requests import ItemQuery, OpenCase, WorklistQuery

if TYPE_CHECKING:
    from api.pages.blueprint import Answer

MOST_AT_ONCE = 100
FILTERS = ("q", "item", "due")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the query string asks for, as the template shows it again."""

    scope: str
    text: str
    item_id: str
    due: str
    order: str

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.item_id or self.due)


def _choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = request.args.get(name, "")
    return value if value in allowed else default


def _asked() -> Asked:
    return Asked(
        scope=_choice("scope", ("mine", "unclaimed", "office", "waiting"), "office"),
        text=request.args.get("q", "").strip()[:100],
        item_id=request.args.get("item", "")[:100],
        due=_choice("due", ("overdue", "today", "week"), ""),
        order=_choice(
            "order",
            get_args(WorklistQuery.__annotations__["order"]) or ("due", "newest", "oldest", "priority"),
            "due",
        ),
    )


def _query(asked: Asked) -> WorklistQuery:
    is_number = len(asked.text) > 20 or (asked.text.isdigit() and len(asked.text) not in {15, 18})  # noqa: PLR2004
    return WorklistQuery(
        scope=cast("Any", asked.scope),
        item_id=asked.item_id or None,
        case_number=asked.text if asked.text and is_number else None,
        text=asked.text if asked.text and not is_number else None,
        due=cast("Any", asked.due or None),
        order=cast("Any", asked.order),
        cursor=request.args.get("cursor") or None,
        limit=30,
    )


def _address(arguments: dict[str, Any]) -> str:
    return url_for("pages.work", **arguments)


def _listed() -> dict[str, Any]:
    asked = _asked()
    arguments = {name: value for name in (*FILTERS, "scope", "order") if (value := request.args.get(name))}
    return {
        "query": asked,
        "page": tongban().tasks.worklist(actor(), _query(asked)),
        "pager_args": arguments,
        "back": _address(arguments),
    }


@page("/work", *OFFICE)
def work() -> Answer:
    """The queue."""
    listed = _listed()
    counts = recent_counts(actor())
    numbers = {
        "mine": counts.mine,
        "unclaimed": counts.unclaimed,
        "office": counts.office,
        "waiting": counts.waiting,
    }
    labels = {
        "mine": gettext("我的"),
        "unclaimed": gettext("未签收"),
        "office": gettext("本机构全部"),
        "waiting": gettext("等待他方"),
    }
    saved = tongban().accounts.preferences(actor(), kind="filter")
    return render_template(
        "work/queue.html",
        **listed,
        tabs=[
            Entry(
                label=label,
                href=url_for("pages.work", scope=scope),
                is_current=scope == listed["query"].scope,
                count=numbers.get(scope),
            )
            for scope, label in labels.items()
        ],
        items=recent_items(),
        due_choices=(
            ("overdue", gettext("已超时")),
            ("today", gettext("今天到期")),
            ("week", gettext("七天内到期")),
        ),
        order_choices=(
            ("due", gettext("按时限")),
            ("priority", gettext("按优先级")),
            ("oldest", gettext("先到先办")),
            ("newest", gettext("最新到达")),
        ),
        saved_filters=[
            {"name": name, "href": f"{url_for('pages.work')}?{query}"} for name, query in saved.items()
        ],
    )


@page("/work/rows", *OFFICE)
def work_rows() -> Answer:
    """Only the rows, for the refresh that keeps one's place."""
    return render_template("work/rows.html", **_listed())


@page("/work/filters", *OFFICE, methods=("POST",))
def save_filter() -> Answer:
    """Keep the filter of the page under a name."""
    tongban().accounts.save_preference(
        actor(), kind="filter", name=text_field("name", 40), value=text_field("query", 500)
    )
    return redirect(f"{url_for('pages.work')}?{text_field('query', 500)}")


@page("/work/filters/forget", *OFFICE, methods=("POST",))
def forget_filter() -> Answer:
    """Forget a filter."""
    tongban().accounts.save_preference(actor(), kind="filter", name=text_field("name", 40), value=None)
    return redirect(url_for("pages.work"))


@page("/work/claim", *OFFICE, methods=("POST",))
def claim_one() -> Answer:
    """Claim the one task whose button was pressed, and stay in the queue."""
    task_id = text_field("claim", 200)
    try:
        claimed = tongban().tasks.claim(actor(), task_id=task_id)
        flash(gettext("已签收 %(number)s。", number=claimed.case_number), "ok")
    except ConflictError as lost:
        flash(words_of(lost), "bad")
    return redirect(back_to(url_for("pages.work")))


@page("/work/bulk", *OFFICE, methods=("POST",))
def bulk() -> Answer:
    """Claim or print what was chosen; decisions are never made in bulk."""
    chosen_tasks = request.form.getlist("task")[:MOST_AT_ONCE]
    if not chosen_tasks:
        flash(gettext("请先勾选任务。"), "warn")
        return redirect(back_to(url_for("pages.work")))
    if request.form.get("action") == "print":
        tasks = [tongban().tasks.read(actor(), task_id=task_id) for task_id in chosen_tasks]
        return render_template("work/print.html", tasks=tasks)
    done, lost = 0, 0
    for task_id in chosen_tasks:
        try:
            tongban().tasks.claim(actor(), task_id=task_id)
            done += 1
        except ConflictError:
            lost += 1
    flash(gettext("已签收 %(done)s 个任务。", done=done), "ok")
    if lost:
        flash(gettext("%(lost)s 个任务已被他人签收或办结。", lost=lost), "warn")
    return redirect(back_to(url_for("pages.work")))


@page("/intake", *OFFICE)
def intake() -> Answer:
    """Choose the item that somebody at the counter asks for."""
    items = tongban().items.search(ItemQuery(deployed_only=True))
    return render_template("work/intake.html", items=items, keys={item.item_id: new_key() for item in items})


@page("/intake/<item_id>", *OFFICE, methods=("POST",))
def open_at_counter(item_id: str) -> Answer:
    """Open a case on behalf of the person at the counter and go to its form."""
    key = text_field("key", 64)
    if not key:
        raise InvalidInputError("The form is incomplete. Go back and try again.", "表单不完整，请返回重试。")
    opened = tongban().cases.open(actor(), OpenCase(item_id=item_id, key=key, channel="counter"))
    for following in opened.next_tasks:
        return redirect(url_for("pages.task", task_id=following.task_id))
    return redirect(url_for("pages.case", case_id=opened.case.case_id))
