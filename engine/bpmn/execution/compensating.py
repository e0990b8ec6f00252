"""Compensation (BPMN 10.7, 13.5.5): undoing what has been done, newest first, scope by scope.

Each scope keeps a log of completed activities that can be undone: their ids, or ``{"a": activity}`` with ``d`` the log of
a subprocess that has ended, ``f`` its properties as they were then, ``l`` the frame of a multi-instance instance, and
``u`` for a subprocess that was cut short. A throwing token keeps the
entries still to undo in ``internal_data["undo"]``, with ``w`` for their scope, and goes through them one by one.
"""

# ruff: noqa: S101 (asserts tell the type checker what reading guarantees)
# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.specs.activities import CallActivity, EventSubprocess, Subprocess

if TYPE_CHECKING:
    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.scope import ScopeSpec
    from engine.bpmn.specs.triggers import CompensateTrigger

Entry = dict[str, Any]


class Compensating:
    """Keeps logs and runs handlers."""

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case

    def keep_log(self, scope: ScopeWorkflow, host: Token) -> None:
        """A scope has ended well: its activity keeps the log, and its own data as they are now (13.5.5)."""
        undoable = scope.done or self._undo_subprocess(scope.spec) is not None
        if scope.done:
            host.internal_data["done"] = scope.done
        if undoable and scope.frame and not scope.isolated:
            host.internal_data["frame"] = scope.frame

    def note(self, token: Token) -> None:
        """An activity (or one instance of it) has completed: remembered if it can be undone."""
        node = token.task_spec
        inner = token.internal_data.pop("done", None)
        own = token.internal_data.pop("frame", None)
        if node.loop is not None and not token.is_instance:
            return
        if token.internal_data.get("for") is not None:
            return
        spec: ScopeSpec | None = getattr(node, "inner", None)
        entry: Entry = {"a": node.name}
        if node.handler is None:
            if spec is None or not (inner or self._undo_subprocess(spec)):
                return
            entry["d"] = inner or []
        elif inner:
            entry["d"] = inner
        if own and "d" in entry:
            entry["f"] = own
        frame = token.internal_data.get("locals")
        if frame:
            entry["l"] = dict(frame)
        token.workflow.done.append(entry if len(entry) > 1 else node.name)

    def _undo_subprocess(self, spec: ScopeSpec) -> Node | None:
        """The compensation event subprocess of a scope."""
        for host in spec.event_subprocesses:
            for start in host.inner.starts:
                if any(trigger.kind == "compensate" for trigger in start.triggers):
                    return host  # type: ignore[no-any-return]
        return None

    # -- throwing -------------------------------------------------------------------------------------

    def throw(self, token: Token, trigger: CompensateTrigger) -> bool | None:
        """Undoes one activity or everything done in the scope; None where the token waits for the handlers."""
        entries = self._reached(token, trigger.activity)
        if not entries:
            return True
        if trigger.wait:
            token.internal_data["undo"] = entries + token.internal_data.get("undo", [])
            token._set_state(TaskState.STARTED)
            if len(token.internal_data["undo"]) == len(entries):
                self.case.schedule("compensate", token)
            return None
        beside = self.case.put(token.workflow, token.task_spec)
        beside.internal_data.update(undo=entries, beside=1)
        beside._set_state(TaskState.STARTED)
        self.case.schedule("compensate", beside)
        return True

    def _reached(self, token: Token, activity: str | None) -> list[Entry]:
        """What an event can undo: in its own scope, from an event subprocess also around it (BPMN 10.7.1)."""
        scope: ScopeWorkflow | None = token.workflow
        if activity is not None:
            while scope is not None and activity not in scope.spec.nodes:
                scope = scope.parent_workflow
            return [] if scope is None else self._take(scope, activity)
        entries: list[Entry] = []
        while scope is not None:
            entries = self._take(scope, None) + entries
            scope = scope.parent_workflow if self.case.ending.is_event_subprocess(scope) else None
        return entries or self._own_undoing(token.workflow)

    def _own_undoing(self, scope: ScopeWorkflow) -> list[Entry]:
        """A scope with nothing else to undo that says itself how it is undone: its compensation event subprocess.

        The standard runs that only for scopes that have ended; drawn beside an event that is thrown here it can
        mean nothing else.
        """
        handler = None if scope.undone else self._undo_subprocess(scope.spec)
        if handler is None:
            return []
        scope.undone = True
        return [{"a": handler.name, "w": scope.id}]

    def _take(self, scope: ScopeWorkflow, activity: str | None) -> list[Entry]:
        """Takes entries out of the log of a scope, oldest first, marked with where they belong."""
        log = [{"a": entry} if isinstance(entry, str) else entry for entry in scope.done]
        taken = [entry for entry in log if activity is None or entry["a"] == activity]
        scope.done = [entry for entry in log if activity is not None and entry["a"] != activity]
        return [{**entry, "w": scope.id} for entry in taken]

    def put_back(self, token: Token) -> None:
        """A thrower is cut short: what it has not undone yet can still be undone by another."""
        for entry in token.internal_data.pop("undo", ()):
            scope = self.case.scope(entry["w"])
            if scope is None or "u" in entry:
                continue
            if isinstance(scope.spec.nodes[entry["a"]], EventSubprocess) and "d" not in entry:
                continue
            scope.done.append({key: value for key, value in entry.items() if key != "w"})

    def cancel_transaction(self, scope: ScopeWorkflow) -> None:
        """Everything in the transaction ends at once, what was done is undone, then it is cancelled."""
        host = scope.host
        assert host is not None
        scope.ending = "cancel"
        undo = self._take(scope, None) + [{**each, "w": scope.id} for each in self._cut_short(scope)]
        self.case.ending.interrupt(scope)
        host.internal_data.update(undo=undo, ending=1)
        self.case.schedule("compensate", host)

    def _cut_short(self, scope: ScopeWorkflow) -> list[Entry]:
        """Logs of subprocesses that still run: what was done in them belongs to the transaction as well."""
        entries: list[Entry] = []
        for token in scope.tasks.values():
            inner = self.case.inner_scope(token) if token.alive else None
            if inner is None or inner.ending is not None:
                continue
            log = inner.done + self._cut_short(inner)
            if log:
                entry: Entry = {"a": token.task_spec.name, "d": log, "u": 1}
                if inner.frame and not inner.isolated:
                    entry["f"] = inner.frame
                frame = {
                    **token.internal_data.get("locals", {}),
                    **((inner.frame or {}) if inner.isolated else {}),
                }
                if frame:
                    entry["l"] = frame
                entries.append(entry)
        return entries

    # -- running handlers -----------------------------------------------------------------------------

    def go_on(self, token: Token) -> None:
        """Starts the handler of the newest entry left; without any, the thrower goes on."""
        undo = token.internal_data["undo"]
        while undo and self.case.scope(undo[-1]["w"]) is None:
            undo.pop()
        if not undo:
            self._undone(token)
            return
        entry: Entry = undo.pop()
        scope = self.case.scopes[entry["w"]]
        node = scope.spec.nodes[entry["a"]]
        handler = None if "u" in entry else getattr(node, "handler", None)
        if isinstance(node, EventSubprocess) and "d" not in entry:
            started = self.case.put(scope, node)
            started.internal_data.update({"for": token.id, "start": self._start_of(node)})
            self.case.schedule("enter", started)
        elif handler is not None:
            started = self.case.put(scope, handler)
            started.internal_data["for"] = token.id
            if "l" in entry:
                started.internal_data["locals"] = dict(entry["l"])
            self.case.schedule("enter", started)
        else:
            self._revive(token, scope, node, entry)

    def _revive(self, token: Token, scope: ScopeWorkflow, node: Node, entry: Entry) -> None:
        """A subprocess that has ended comes back with its log, to be undone from inside."""
        assert isinstance(node, Subprocess | CallActivity)
        assert node.inner is not None
        case = self.case
        revived = case.put(scope, node)
        revived.internal_data.update({"for": token.id, "out": 1})
        revived._set_state(TaskState.STARTED)
        if "l" in entry:
            revived.internal_data["locals"] = dict(entry["l"])
        inner = case.new_scope(revived, node.inner)
        inner.done = list(entry["d"])
        if "f" in entry and inner.frame is not None:
            inner.frame.update(entry["f"])
        inner.ending = "undo"
        handler = None if "u" in entry else self._undo_subprocess(node.inner)
        if handler is None:
            revived.internal_data.update(undo=self._take(inner, None), ending=1)
            case.schedule("compensate", revived)
            return
        started = case.put(inner, handler)
        started.internal_data.update({"for": revived.id, "start": self._start_of(handler)})
        revived.internal_data.update(undo=[], ending=1)
        case.schedule("enter", started)

    def _start_of(self, handler: Any) -> str:
        return next(
            str(start.name)
            for start in handler.inner.starts
            if any(trigger.kind == "compensate" for trigger in start.triggers)
        )

    def handler_done(self, owner: str) -> None:
        """A handler has ended: the next one."""
        token = self.case.live(owner)
        if token is not None:
            self.case.schedule("compensate", token)

    def _undone(self, token: Token) -> None:
        inner = token.internal_data
        inner.pop("undo")
        if inner.pop("beside", None):
            self.case.drop(token)
            return
        scope = self.case.inner_scope(token) if inner.pop("ending", None) else None
        if scope is None:
            token.complete()
            return
        how = scope.ending
        self.case.ending.close(scope)
        inner.pop("scope", None)
        if how == "cancel":
            self.case.throwing.cancelled(token)
        else:
            token.complete()
