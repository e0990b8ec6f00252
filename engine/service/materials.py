"""Materials of a case 材料: upload, hand in on paper, fetch as e-licence, download, remove."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.domain import authority
from engine.domain.identifiers import is_id_number
from engine.errors import CaseClosedError, ForbiddenError, InvalidInputError, LimitError, NotFoundError
from engine.service.answers import Download, MaterialView
from engine.service.commands import Commands, Order
from engine.service.contents import content_type_of
from engine.service.drafts import with_drafts
from engine.service.ids import case_id_of
from engine.service.material_views import FILENAME, HELD_STATES, material_view, material_views
from engine.service.reading import read_case, require_sight
from engine.service.wait_rows import ARGUMENTS
from engine.store.rows import CallRow, MaterialRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.domain.actors import Actor
    from engine.service.about import About
    from engine.service.hand import CaseInHand, Written
    from engine.service.requests import UploadMaterial
    from engine.service.surroundings import Surroundings

CONTENT = "content"
LONGEST_NAME = 200
LICENCE_SYSTEM, LICENCE_OPERATION = "nat-elicence", "fetch"


class Materials:
    """Everything that is done with materials."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock, the store of contents."""
        self._around = around
        self._commands = Commands(around)

    def list(self, actor: Actor, *, case_id: str) -> tuple[MaterialView, ...]:
        """The checklist of a case."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            return material_views(hand, work.materials.of_case(hand.case_id), with_drafts(hand))

    def upload(self, actor: Actor, upload: UploadMaterial) -> MaterialView:
        """Keep a file for one line of the checklist.

        Raises:
            LimitError: ``material_size``. InvalidInputError: a kind that is not accepted.
            NotFoundError: no such case or line. CaseClosedError.
        """
        largest = self._around.settings.material_bytes
        if len(upload.content) > largest:
            raise LimitError(
                limit="material_size",
                message=f"The file has {len(upload.content):,} bytes; at most {largest:,} are allowed.",
                message_zh=f"文件共 {len(upload.content):,} 字节，超过上限 {largest:,} 字节。",
            )
        content_type = content_type_of(upload.content)
        digest = f"sha256:{hashlib.sha256(upload.content).hexdigest()}"
        filename = clean_filename(upload.filename)
        ref = self._around.new_id()
        storage_key = self._stored(actor, upload, ref)
        rows: list[MaterialRow] = []

        def act(hand: CaseInHand) -> Written:
            self._check(hand, upload.material_id)
            rows[:] = [
                MaterialRow(
                    case_id=hand.case_id,
                    material_ref=ref,
                    material_id=upload.material_id,
                    state="uploaded",
                    sealed_filename=hand.cipher.seal(FILENAME, filename),
                    content_type=content_type,
                    size=len(upload.content),
                    digest=digest,
                    storage_key=storage_key,
                    added_at=hand.at,
                    added_by=actor.account_id,
                )
            ]
            return _added(hand, rows[0])

        request = ["upload", upload.material_id, filename, digest]
        kept: str | None = None
        try:
            done = self._change(actor, upload.case_id, act, rows, key=upload.key, request=request)
            kept = done.material_ref
        finally:
            if kept != ref:  # refused, or the same upload was answered before
                self._around.blobs.delete(storage_key)
        return done

    def hand_in(
        self, actor: Actor, *, case_id: str, material_id: str, key: str | None = None
    ) -> MaterialView:
        """A clerk confirms that the paper lies at the counter."""
        rows: list[MaterialRow] = []

        def act(hand: CaseInHand) -> Written:
            self._check(hand, material_id)
            ref = self._around.new_id()
            if not authority.may_note(actor, hand.facts):
                raise ForbiddenError(
                    "Paper is taken in at the counter, by an office of the case.",
                    "纸质材料须由办理窗口接收。",
                )
            rows[:] = [_bare_row(hand, ref, material_id, "handed_in")]
            return _added(hand, rows[0])

        return self._change(actor, case_id, act, rows, key=key, request=["hand_in", material_id])

    def fetch_licence(
        self, actor: Actor, *, case_id: str, material_id: str, key: str | None = None
    ) -> MaterialView:
        """Ask the e-licence service for the applicant's licence; the worker fetches it.

        Raises:
            InvalidInputError: no licence exists for this line, or the holder is not known yet.
        """
        rows: list[MaterialRow] = []

        def act(hand: CaseInHand) -> Written:
            self._check(hand, material_id)
            ref = self._around.new_id()
            entry = hand.definition.card.material(material_id)
            holder = hand.about.person.get("id_no") or self._number_so_far(hand, actor)
            if entry is None or not entry.e_licence or not holder:
                raise InvalidInputError(
                    f"'{material_id}' cannot be fetched: there is no e-licence of it, or the holder is not known yet.",
                    f"“{material_id}”无法调取：无对应电子证照，或持证人信息尚不明确。",
                )
            rows[:] = [_bare_row(hand, ref, material_id, "fetching")]
            arguments = {"licenceType": entry.licence_type or entry.id, "holderIdNo": holder}
            call = CallRow(
                case_id=hand.case_id,
                call_id=ref,
                element_id=material_id,
                system=LICENCE_SYSTEM,
                operation=LICENCE_OPERATION,
                sealed_arguments=hand.cipher.seal(ARGUMENTS, arguments),
                purpose="licence",
                state="waiting",
                created_at=hand.at,
                due_at=hand.at,
                last_error=None,
            )
            payload = {"material": material_id, "ref": ref}
            written = hand.write("licence_requested", payload, calls=[call])
            hand.work.materials.add(rows[0])
            return written

        return self._change(actor, case_id, act, rows, key=key, request=["fetch", material_id])

    def download(self, actor: Actor, *, case_id: str, material_ref: str) -> Download:
        """A material's content. Raises NotFoundError; ForbiddenError for who sees no contents."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            row = work.materials.get(hand.case_id, material_ref[:64])
            if row is None or row.removed_at is not None or row.storage_key is None:
                raise NotFoundError(kind="material", key=material_ref[:64])
            filename = hand.cipher.open(FILENAME, bytes(row.sealed_filename or b""))
        content = hand.cipher.open_bytes(CONTENT, self._around.blobs.get(row.storage_key))
        return Download(
            filename=filename,
            content_type=row.content_type or "application/octet-stream",
            content=content,
            digest=row.digest or "",
        )

    def remove(
        self, actor: Actor, *, case_id: str, material_ref: str, key: str | None = None
    ) -> MaterialView:
        """Take a material back while its case is open; the history keeps its digest."""
        rows: list[MaterialRow] = []

        def act(hand: CaseInHand) -> Written:
            _require_handling(hand)
            row = hand.work.materials.get(hand.case_id, material_ref[:64])
            if row is None or row.removed_at is not None:
                raise NotFoundError(kind="material", key=material_ref[:64])
            if row.added_by != actor.account_id and not authority.may_note(actor, hand.facts):
                raise ForbiddenError("This was added by somebody else.", "该材料由他人提交，您无权撤下。")
            others = hand.work.materials.of_case(hand.case_id)
            still = any(
                one.material_id == row.material_id
                and one.material_ref != row.material_ref
                and one.state in HELD_STATES
                for one in others
            )
            rows[:] = [row]
            about = hand.about if still else without(hand.about, row.material_id)
            written = hand.write(
                "material_removed", {"material": row.material_id, "ref": row.material_ref}, about=about
            )
            hand.work.materials.remove(hand.case_id, row.material_ref, at=hand.at)
            return written

        return self._change(actor, case_id, act, rows, key=key, request=["remove", material_ref])

    # --- inside

    def _change(
        self,
        actor: Actor,
        case_id: str,
        act: Callable[[CaseInHand], Written],
        rows: Sequence[MaterialRow],
        *,
        key: str | None,
        request: Any,
    ) -> MaterialView:
        def build(hand: CaseInHand, _: Written) -> MaterialView:
            entry = hand.definition.card.material(rows[0].material_id)
            if entry is None:
                raise NotFoundError(kind="material", key=rows[0].material_id)
            needed = entry.id in hand.checklist(with_drafts(hand)).needed
            return material_view(hand, entry, rows[0], is_needed=needed)

        return self._commands.run(
            Order(
                actor=actor,
                case_id=case_id_of(case_id),
                kind=MaterialView,
                act=act,
                build=build,
                key=key,
                request=request,
            )
        )

    def _stored(self, actor: Actor, upload: UploadMaterial, ref: str) -> str:
        """Keep the content, encrypted, before the transaction that refers to it begins; gives its key."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, upload.case_id)
            self._check(hand, upload.material_id)
        storage_key = f"{hand.case_id}/{ref}"
        self._around.blobs.put(storage_key, hand.cipher.seal_bytes(CONTENT, upload.content))
        return storage_key

    @staticmethod
    def _check(hand: CaseInHand, material_id: str) -> None:
        _require_handling(hand)
        if hand.definition.card.material(material_id) is None:
            raise NotFoundError(kind="material", key=material_id[:100])

    def _number_so_far(self, hand: CaseInHand, actor: Actor) -> str | None:
        """The applicant's number, as the draft or their own account has it."""
        field = hand.definition.card.applicant.id_no
        drafted = with_drafts(hand).get(field) if field else None
        if isinstance(drafted, str) and is_id_number(drafted):
            return drafted
        if not authority.is_applicant_of(actor, hand.facts):
            return None
        return self._around.accounts.person(hand.work, actor.account_id).get("id_no")


def _require_handling(hand: CaseInHand) -> None:
    require_sight(hand)
    if hand.row.state != "running":
        raise CaseClosedError(case_number=hand.row.number, status=hand.row.status)
    if not authority.may_handle_materials(hand.actor, hand.facts):
        raise ForbiddenError(
            "Materials are added by the applicant and the offices of the case.",
            "材料由申请人或办理机构提交。",
        )


def _bare_row(hand: CaseInHand, ref: str, material_id: str, state: str) -> MaterialRow:
    return MaterialRow(
        case_id=hand.case_id,
        material_ref=ref,
        material_id=material_id,
        state=state,
        sealed_filename=None,
        content_type=None,
        size=None,
        digest=None,
        storage_key=None,
        added_at=hand.at,
        added_by=hand.actor.account_id,
    )


def _added(hand: CaseInHand, row: MaterialRow) -> Written:
    payload = {
        "material": row.material_id,
        "ref": row.material_ref,
        "state": row.state,
        "digest": row.digest,
        "size": row.size,
        "contentType": row.content_type,
    }
    known = {name: value for name, value in payload.items() if value is not None}
    written = hand.write("material_added", known, about=holding(hand.about, row.material_id))
    hand.work.materials.add(row)
    return written


def holding(about: About, material_id: str) -> About:
    """With one material more."""
    return about if material_id in about.held else replace(about, held=(*about.held, material_id))


def without(about: About, material_id: str) -> About:
    """With one material less."""
    return replace(about, held=tuple(one for one in about.held if one != material_id))


def clean_filename(text: str) -> str:
    """A name to show and to download by: no folders, no control characters, not endless."""
    last = unicodedata.normalize("NFC", text).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in last if character.isprintable())
    return kept[-LONGEST_NAME:].strip(" .") or "file"
