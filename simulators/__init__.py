"""Stand-ins for the national platforms, real HTTP servers on loopback.

``serve()`` starts them all on one port: ``POST {url}/{system}/{operation}`` with a bearer token, as the
real ones would be called. ``docs/simulators.md`` lists the operations and the made-up people.
"""

from simulators.server import RunningSimulators, serve

__all__ = ["RunningSimulators", "serve"]
