"""Run the action server's actions inside this process: no HTTP hop, no second server."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class InProcessActionEndpoint(EndpointConfig):
    """An action endpoint that answers Rasa's request by calling the executor of the `actions` package."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="http://in-process.invalid/webhook")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run the action named in `json` and return its events and responses."""
        try:
            return await self._executor.run(json or {})
        except ActionExecutionRejection as rejection:
            # Status 400 is how an action server tells Rasa that a loop's action declines the turn.
            body = {"error": str(rejection), "action_name": rejection.action_name}
            raise ClientResponseError(400, "rejected", _as_json(body)) from rejection


def _as_json(body: dict[str, Any]) -> bytes:
    import json

    return json.dumps(body).encode()


def compile_action_result_check() -> None:
    """Compile Rasa's check of action results once instead of at every action.

    Stock Rasa calls `jsonschema.validate`, which checks the schema itself again each time: 70 % of a turn. The check
    stays the same.
    """
    from jsonschema.validators import validator_for

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def check(_: Any, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = check
