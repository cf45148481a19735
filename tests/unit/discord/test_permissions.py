"""Who may propose, teach and manage, by what a server chose, its size, and the person's roles."""

from __future__ import annotations

from typing import Any, cast

import pytest

from chatterbot.discord import AccessControl, AccessLevel, Context, TeachingRules, permissions
from chatterbot.preferences import GuildPreferences, Preferences, TeacherMode

pytestmark = pytest.mark.unit

GUILD, ROLE = 7, 70
LEVELS = (AccessLevel.EVERYONE, AccessLevel.PROPOSER, AccessLevel.TEACHER, AccessLevel.MANAGER)


class Chosen:
    """Stands for the preferences: one choice for every guild."""

    def __init__(self, preferences: GuildPreferences) -> None:
        self._preferences = preferences

    async def get(self, scope_id: int) -> GuildPreferences:
        return self._preferences


class Person:
    """Stands for a context: who it is, and what Discord says of them."""

    scope_id = GUILD

    def __init__(self, *roles: int, author_id: int = 1, is_manager: bool = False) -> None:
        self.role_ids, self.author_id, self.is_manager = frozenset(roles), author_id, is_manager


def control(people: int | None, teachers: TeacherMode = TeacherMode.AUTO) -> AccessControl:
    chosen = Chosen(GuildPreferences(teachers=teachers, teacher_roles=frozenset({ROLE})))
    return AccessControl(cast("Preferences", chosen), lambda _: people, open_until=50)


async def highest(access: AccessControl, person: Person) -> AccessLevel:
    context = cast("Context", person)
    allowed = [level for level in LEVELS if await access.may(level, context)]
    assert allowed == list(LEVELS[: len(allowed)]), "each level includes the ones before it"
    return allowed[-1]


@pytest.mark.parametrize(
    ("people", "teachers", "member", "with_role"),
    [
        (50, TeacherMode.AUTO, AccessLevel.TEACHER, AccessLevel.TEACHER),
        (51, TeacherMode.AUTO, AccessLevel.PROPOSER, AccessLevel.TEACHER),
        (None, TeacherMode.AUTO, AccessLevel.PROPOSER, AccessLevel.TEACHER),
        (9999, TeacherMode.EVERYONE, AccessLevel.TEACHER, AccessLevel.TEACHER),
        (2, TeacherMode.TEACHERS, AccessLevel.PROPOSER, AccessLevel.TEACHER),
        (2, TeacherMode.MANAGERS, AccessLevel.EVERYONE, AccessLevel.EVERYONE),
    ],
)
async def test_what_a_member_and_somebody_with_a_teacher_role_may(
    people: int | None, teachers: TeacherMode, member: AccessLevel, with_role: AccessLevel
) -> None:
    access = control(people, teachers)
    assert await highest(access, Person(71)) is member
    assert await highest(access, Person(71, ROLE)) is with_role
    assert await highest(access, Person(is_manager=True)) is AccessLevel.MANAGER


async def test_what_was_approved_is_the_authors_alone_no_more() -> None:
    access, member = control(51), cast("Context", Person())
    assert await access.may_revise(member, 1, None)
    assert await access.may_revise(member, 1, 1)
    assert not await access.may_revise(member, 1, 2)
    assert not await access.may_revise(member, 2, None)
    assert await access.may_revise(cast("Context", Person(ROLE)), 2, 3)


def test_everybody_has_the_same_rights_without_roles() -> None:
    rules = TeachingRules(TeacherMode.TEACHERS)
    given: Any = []
    assert not permissions.may(AccessLevel.TEACHER, rules, is_manager=False, roles=given)
