"""Errors as they go out: a stable code, a sentence in both languages, nothing of our insides."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import Any, Final

from graphql import GraphQLError

from gongshi.records.problems import GongshiError

logger: Final = logging.getLogger("gongshi.graphql")


def told(problem: GongshiError) -> dict[str, Any]:
    """A problem as a GraphQL error."""
    return {
        "message": problem.en,
        "extensions": {"code": problem.code, "zh": problem.zh, "en": problem.en},
    }


def refusals(problem: GongshiError, errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """A refused request: the problem, with the places in the document when there are any."""
    if not errors:
        return [told(problem)]
    found = []
    for error in errors:
        one = told(GongshiError(problem.code, reason=error.message))
        if error.locations:
            one["locations"] = [place.formatted for place in error.locations]
        found.append(one)
    return found


def field_errors(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Errors raised while fields were resolved; an unknown one is logged under a reference."""
    found = []
    for error in errors:
        one = told(_problem(error))
        if error.path is not None:
            one["path"] = error.path
        if error.locations:
            one["locations"] = [place.formatted for place in error.locations]
        found.append(one)
    return found


def internal(error: BaseException) -> GongshiError:
    """``internal_error`` for what nobody expected: logged whole, told only by its reference."""
    reference = secrets.token_hex(4)
    logger.error("internal error %s", reference, exc_info=error)
    return GongshiError("internal_error", reference=reference)


def _problem(error: GraphQLError) -> GongshiError:
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    if isinstance(original, GongshiError):
        return _without_insides(original)
    if original is None or isinstance(original, GraphQLError):
        # graphql-core's own words about an argument of a field
        return GongshiError("graphql_validation_failed", reason=error.message)
    return internal(original)


def _without_insides(problem: GongshiError) -> GongshiError:
    """Where the ledger is, and what its driver said of that, is for the log."""
    if "place" not in problem.values:
        return problem
    logger.warning("%s", problem)
    return GongshiError(problem.code, **dict.fromkeys(problem.values, "—"))
