"""Every error that Tongban raises on purpose, in one tree.

::

    TongbanError
    ├── InvalidInputError        what was sent is wrong; the sender can mend it
    │   ├── FormError            form data against its form, field by field
    │   ├── FeelSyntaxError      an expression that cannot be read       (engine.feel)
    │   ├── XmlError             XML that is malformed, hostile or too large
    │   └── DefinitionRefusedError   a definition that cannot run, with all findings
    ├── NotFoundError            no such thing, or not visible to the caller
    │   └── ErasedCaseError      its contents were erased for good; the chain of hashes remains
    ├── ConflictError            the thing is no longer as the caller saw it
    │   ├── StaleRevisionError
    │   ├── TaskClosedError      completed, withdrawn or interrupted: says who and when
    │   ├── TaskClaimedError     claimed by somebody else
    │   ├── CaseClosedError
    │   ├── NotAllowedNowError   the case is not at a point where this can be done
    │   └── IdempotencyMismatchError   the same key with another request
    ├── ForbiddenError           the caller may not do this
    ├── LimitError               a budget or a size limit is exhausted
    └── UnavailableError         a part that is needed does not answer

An error carries its data as attributes and builds its own message, which names the thing and the way
out. ``message_zh`` is the same sentence for people who read Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_BEIJING = timezone(timedelta(hours=8))
"""Fixed: messages are about the present, and this floor reads no zone database."""


class TongbanError(Exception):
    """Whatever goes wrong in a way that was thought of."""

    message: str
    message_zh: str

    def __init__(self, message: str, message_zh: str | None = None) -> None:
        """Both languages; the Chinese sentence falls back to the English one."""
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh or message


class InvalidInputError(TongbanError):
    """What was sent is wrong, and the sender can mend it."""


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """One thing wrong with one field: ``path`` is a JSON pointer, ``rule`` a stable key."""

    path: str
    rule: str
    message: str
    message_zh: str


class FormError(InvalidInputError):
    """Form data that its form does not accept; ``problems`` names each field."""

    def __init__(self, *, form: str, problems: Sequence[FieldProblem]) -> None:
        """``form`` is the key of the form, as in the diagram."""
        self.form = form
        self.problems = tuple(problems)
        fields = ", ".join(problem.path or "/" for problem in self.problems)
        super().__init__(
            f"The form '{form}' does not accept these fields: {fields}. Mend them and send again.",
            f"表单“{form}”以下字段有误：{fields}。请更正后重新提交。",
        )


class XmlError(InvalidInputError):
    """XML that is malformed, hostile or too large; never quotes what an entity would have read."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One problem of a definition: which rule, which element, what to do.

    ``severity`` is ``error`` (refused at publishing), ``warning`` or ``repair`` (a draft was read by
    mending this). ``path`` is a counter-example, element by element, where there is one.
    """

    rule: str
    element_id: str | None
    message: str
    message_zh: str
    severity: str = "error"
    file: str | None = None
    line: int | None = None
    path: tuple[str, ...] = ()


class DefinitionRefusedError(InvalidInputError):
    """A definition that would not run as drawn, with every problem found."""

    def __init__(self, *, name: str, findings: Sequence[Finding]) -> None:
        """``findings`` holds at least one error."""
        self.name = name
        self.findings = tuple(findings)
        first = self.findings[0]
        place = first.element_id or first.file or name
        super().__init__(
            f"'{name}' cannot be published: {len(self.findings)} problem(s), first "
            f"{first.rule} at '{place}': {first.message}",
            f"“{name}”不能发布：{len(self.findings)} 个问题，首个为 {first.rule}（{place}）：{first.message_zh}",
        )


class NotFoundError(TongbanError):
    """No such thing, or none that the caller may see."""

    def __init__(self, *, kind: str, key: str) -> None:
        """``kind`` is a word of the glossary, ``key`` what was asked for."""
        self.kind = kind
        self.key = key
        super().__init__(
            f"There is no {kind} '{key}' that you can see.", f"未找到可供您查看的{kind}“{key}”。"
        )


class ErasedCaseError(NotFoundError):
    """The contents of a case whose key was destroyed."""

    def __init__(self, *, case_id: str) -> None:
        """``case_id`` of the erased case."""
        self.case_id = case_id
        super().__init__(kind="case", key=case_id)
        self.message = (
            f"The personal contents of case '{case_id}' were erased; only its chain of hashes remains."
        )
        self.message_zh = f"办件“{case_id}”的个人内容已依法删除，仅保留历史摘要链。"
        self.args = (self.message,)


class ConflictError(TongbanError):
    """The thing is no longer as the caller saw it."""


class StaleRevisionError(ConflictError):
    """Written against a revision that is no longer the newest."""

    def __init__(self, *, kind: str, key: str, expected: int, actual: int | None) -> None:
        """``actual`` is None where the row changed under the same transaction."""
        self.kind, self.key, self.expected, self.actual = kind, key, expected, actual
        super().__init__(
            f"The {kind} '{key}' has changed since revision {expected}"
            f"{'' if actual is None else f' (now {actual})'}. Read it again and repeat.",
            f"{kind}“{key}”在版本 {expected} 之后已变更，请重新读取后再操作。",
        )


class TaskClosedError(ConflictError):
    """A task that is no longer open: completed, or ended with its branch."""

    def __init__(
        self,
        *,
        case_number: str,
        task_id: str,
        element_id: str,
        state: str,
        by: str | None,
        at: datetime | None,
    ) -> None:
        """``by`` is the display name of who closed it, ``at`` an aware time."""
        self.case_number, self.task_id, self.element_id = case_number, task_id, element_id
        self.state, self.by, self.at = state, by, at
        who = f" by {by}" if by else ""
        beijing = f"{at.astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}" if at else ""
        when = f" at {beijing} (Beijing)" if at else ""
        super().__init__(
            f"Case '{case_number}' has no open task '{element_id}': it was {state}{who}{when}.",
            f"办件“{case_number}”没有待办任务“{element_id}”：已由{by or '系统'}于{beijing or '此前'}"
            f"{'办结' if state == 'completed' else '终止'}。",
        )


class TaskClaimedError(ConflictError):
    """A task that somebody else has claimed."""

    def __init__(self, *, task_id: str, by: str, at: datetime | None) -> None:
        """``by`` is the display name of who holds it."""
        self.task_id, self.by, self.at = task_id, by, at
        super().__init__(
            f"Task '{task_id}' is claimed by {by}. Ask them to release it, or your office lead to reassign it.",
            f"任务“{task_id}”已由{by}签收，请其释放或由科室负责人改派。",
        )


class CaseClosedError(ConflictError):
    """A case that has ended."""

    def __init__(self, *, case_number: str, status: str) -> None:
        """``status`` is the code of the case's final status."""
        self.case_number, self.status = case_number, status
        super().__init__(
            f"Case '{case_number}' has ended (status {status}).",
            f"办件“{case_number}”已结束（状态 {status}）。",
        )


class NotAllowedNowError(ConflictError):
    """The case is not at a point where this can be done; the message says why."""


class IdempotencyMismatchError(ConflictError):
    """The same idempotency key was used before with another request."""

    def __init__(self, *, key: str) -> None:
        """``key`` as the caller sent it."""
        self.key = key
        super().__init__(
            f"The Idempotency-Key '{key}' was used before with another request. Use a new key.",
            f"幂等键“{key}”已用于另一请求，请更换。",
        )


class ForbiddenError(TongbanError):
    """The caller may not do this."""


class LimitError(TongbanError):
    """A budget or a size limit is exhausted; ``limit`` names it."""

    def __init__(self, *, limit: str, message: str, message_zh: str | None = None) -> None:
        """``limit`` is a stable key such as ``steps`` or ``material_size``."""
        self.limit = limit
        super().__init__(message, message_zh)


class UnavailableError(TongbanError):
    """A part that is needed does not answer."""
