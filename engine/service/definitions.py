"""Definitions: bundles deployed as immutable versions by digest, read back, exported."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from engine.domain import authority
from engine.errors import Finding, ForbiddenError, InvalidInputError, NotFoundError
from engine.service.answers import Text
from engine.service.bundles import bundle_digest, gather_bundle, item_folders
from engine.service.cards import CARD_FILE, read_card
from engine.service.deployment import check_bundle, refuse_errors
from engine.service.loaded import load_definition
from engine.service.records import DefinitionView
from engine.store.rows import DefinitionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jsonschema import FormatChecker

    from engine.domain.actors import Actor
    from engine.service.surroundings import Surroundings

MOST_FILES = 500
LARGEST_FILE = 5 * 1024 * 1024


class Definitions:
    """Everything about definitions."""

    def __init__(self, around: Surroundings, formats: FormatChecker) -> None:
        """``formats`` are those that forms may ask for."""
        self._around = around
        self.formats = formats

    def check(self, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
        """Every problem of a bundle, without deploying it."""
        _check_paths(files)
        return tuple(
            check_bundle(
                files,
                formats=self.formats,
                calendar=self._around.calendar,
                statuses=self._around.catalogue.statuses,
            )
        )

    def check_folder(self, *, processes: Path, forms: Path) -> dict[str, tuple[Finding, ...]]:
        """The same for every item of the two folders, by the folder's name."""
        return {
            folder.name: self.check(gather_bundle(folder, processes=processes, forms=forms))
            for folder in item_folders(processes)
        }

    def deploy(self, actor: Actor, *, files: Mapping[str, bytes]) -> DefinitionView:
        """A new version of an item, or the one that has the same content already.

        Raises:
            ForbiddenError: only analysts. DefinitionRefusedError: with every problem.
        """
        if not authority.may_define(actor):
            raise ForbiddenError(
                "Definitions are deployed by analysts. Ask one of them.", "流程定义由流程分析员发布。"
            )
        _check_paths(files)
        digest = bundle_digest(files)
        known = self._republished(digest)
        if known is not None:
            return self._view(known, is_new=False, is_current=True)
        findings = self.check(files)
        refuse_errors("bundle", list(findings))
        card = read_card(files[CARD_FILE])
        loaded = load_definition(files, digest=digest, formats=self.formats, calendar=self._around.calendar)
        starts = [[start.message, start.element_id] for start in loaded.process.message_starts]
        with self._around.database.begin() as work:
            row = DefinitionRow(
                digest=digest,
                item_id=card.id,
                version=work.definitions.next_version(card.id),
                process_id=card.process_id,
                card=card.model_dump(mode="json"),
                findings=[_stored(finding) for finding in findings],
                messages=starts,
                deployed_at=self._around.clock(),
                deployed_by=actor.account_id,
                is_current=True,
            )
            contents = {
                path: (hashlib.sha256(content).hexdigest(), content) for path, content in files.items()
            }
            is_new = work.definitions.get(digest) is None
            if is_new:
                work.definitions.add(row, contents)
        self._around.definitions.clear()
        return self._view(row, is_new=is_new, is_current=True)

    def _republished(self, digest: str) -> DefinitionRow | None:
        """The version with this content, current again; it was checked when it was new, and nothing has changed."""
        with self._around.database.begin() as work:
            known = work.definitions.get(digest)
            if known is not None:
                work.definitions.make_current(known.item_id, digest)
        if known is not None:
            self._around.definitions.clear()
        return known

    def deploy_folder(
        self,
        actor: Actor,
        *,
        processes: Path,
        forms: Path,
        item: str | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> tuple[DefinitionView, ...]:
        """Deploy every item of the two folders, or one of them. Raises NotFoundError for an unknown one."""
        folders = [folder for folder in item_folders(processes) if item in (None, folder.name)]
        if item is not None and not folders:
            raise NotFoundError(kind="item", key=item)
        deployed = []
        for folder in folders:
            if progress is not None:
                progress(folder.name)
            files = gather_bundle(folder, processes=processes, forms=forms)
            deployed.append(self.deploy(actor, files=files))
        return tuple(deployed)

    def list(self, actor: Actor, *, item_id: str | None = None) -> tuple[DefinitionView, ...]:
        """Versions, newest first."""
        _read(actor)
        with self._around.database.read() as work:
            rows = work.definitions.versions(item_id=item_id)
        return tuple(self._view(row, is_new=False, is_current=row.is_current) for row in rows)

    def read(self, actor: Actor, *, digest: str) -> DefinitionView:
        """One version with its files. Raises NotFoundError."""
        _read(actor)
        with self._around.database.read() as work:
            row = work.definitions.get(digest[:80])
            if row is None:
                raise NotFoundError(kind="definition", key=digest[:80])
            paths = work.definitions.paths(row.digest)
        return self._view(row, is_new=False, is_current=row.is_current, paths=paths)

    def resource(self, actor: Actor, *, digest: str, path: str) -> bytes:
        """One file of a version. Raises NotFoundError."""
        _read(actor)
        with self._around.database.read() as work:
            content = work.definitions.files(digest[:80]).get(path)
        if content is None:
            raise NotFoundError(kind="file", key=path[:200])
        return content

    def export(self, actor: Actor, *, digest: str, to: Path) -> tuple[Path, ...]:
        """Write a version back into folders as they lie in the project; gives the files."""
        view = self.read(actor, digest=digest)
        with self._around.database.read() as work:
            files = work.definitions.files(view.digest)
        card = read_card(files[CARD_FILE])
        written = []
        for path, content in files.items():
            target = _exported(to, path, card.department, card.id)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written.append(target)
        return tuple(written)

    def _view(
        self,
        row: DefinitionRow,
        *,
        is_new: bool,
        is_current: bool,
        paths: tuple[tuple[str, str], ...] = (),
    ) -> DefinitionView:
        name = row.card["name"]
        return DefinitionView(
            digest=row.digest,
            item_id=row.item_id,
            item_name=Text(zh=name["zh"], en=name["en"]),
            version=row.version,
            deployed_at=row.deployed_at,
            deployed_by=row.deployed_by,
            is_current=is_current,
            process_id=row.process_id,
            files=paths,
            warnings=tuple(_finding(stored) for stored in row.findings),
            is_new=is_new,
        )


def _exported(to: Path, path: str, department: str, item_id: str) -> Path:
    if path.startswith("forms/"):
        return to / path
    if path.startswith("shared/"):
        return to / "processes" / path
    return to / "processes" / department / item_id / path


def _check_paths(files: Mapping[str, bytes]) -> None:
    """Paths are relative, plain and few.

    Raises:
        InvalidInputError: naming the first that is not.
    """
    if len(files) > MOST_FILES:
        raise InvalidInputError(
            f"A bundle has at most {MOST_FILES} files.", f"定义包最多包含 {MOST_FILES} 个文件。"
        )
    for path, content in files.items():
        parts = PurePosixPath(path).parts
        is_plain = path.isprintable() and "\\" not in path and len(path) <= 400  # noqa: PLR2004 - the column
        if not parts or path.startswith("/") or ".." in parts or not is_plain:
            raise InvalidInputError(
                f"'{path[:100]!r}' is no path of a bundle: relative, without '..'.",
                "定义包中的文件路径无效：须为不含“..”的相对路径。",
            )
        if len(content) > LARGEST_FILE:
            raise InvalidInputError(
                f"'{path}' has more than {LARGEST_FILE:,} bytes.", f"“{path}”超过 {LARGEST_FILE:,} 字节。"
            )


def _stored(finding: Finding) -> dict[str, object]:
    return {**vars(finding), "path": list(finding.path)}


def _finding(stored: dict[str, object]) -> Finding:
    return Finding(**{**stored, "path": tuple(stored["path"])})  # type: ignore[arg-type]


def _read(actor: Actor) -> None:
    if not authority.may_read_definitions(actor):
        raise ForbiddenError("Definitions are read by people of an authority.", "流程定义仅供工作人员查看。")
