"""Whether what we send to Stripe, and what the stand-in answers, is what the SDK's own types allow.

The SDK is generated from Stripe's description of its interface, so that its types are the contract of the version that is pinned.
`wrong_request(CustomerCreateParams, {...})` and `wrong_object(stripe.Customer, {...})` list what is off, each with where it stands."""

import builtins
import decimal
import inspect
import sys
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import stripe
import stripe.billing_portal
import stripe.checkout
import typing_extensions
from stripe._expandable_field import ExpandableField
from stripe._list_object import ListObject
from stripe._stripe_object import StripeObject

UNIONS = (typing.Union, types.UnionType)
LITERALS = (typing.Literal, typing_extensions.Literal)
MARKS = (typing.NotRequired, typing.Required, typing_extensions.NotRequired, typing_extensions.Required)
OPTIONS_OF_A_CALL = frozenset(stripe.RequestOptions.__annotations__)
WORDS: dict[str, Any] = {
    **{name: getattr(typing, name) for name in ("Any", "ClassVar", "Dict", "List", "Mapping", "Optional", "Union")},
    **{name: getattr(typing_extensions, name) for name in ("Literal", "NotRequired", "TypedDict", "Never")},
    "Decimal": decimal.Decimal,
    "ExpandableField": ExpandableField,
    "ListObject": ListObject,
}


def wrong_request(told: type, words: Any) -> list[str]:
    """What of these parameters Stripe would not take."""
    return list(_wrong(words, told, told, told.__name__))


def wrong_object(told: type, body: Any) -> list[str]:
    """What in this object is not Stripe's, or is missing."""
    return list(_wrong(body, told, told, told.__name__))


def _wrong(value: Any, told: Any, owner: type, at: str) -> Iterator[str]:
    told = _meant(told, owner)
    kind, inner = typing.get_origin(told), typing.get_args(told)
    if told is Any or kind is typing.ClassVar or told is decimal.Decimal:
        return
    if kind in MARKS:
        yield from _wrong(value, inner[0], owner, at)
    elif kind in UNIONS:
        yield from _wrong_choice(value, [_meant(one, owner) for one in inner], owner, at)
    elif kind is list:
        yield from _wrong_list(value, inner[0], owner, at)
    elif kind is ListObject:
        yield from _wrong_list(value.get("data") if isinstance(value, dict) else None, inner[0], owner, f"{at}.data")
    elif kind is None and inspect.isclass(told) and (typing_extensions.is_typeddict(told) or issubclass(told, StripeObject)):
        yield from _wrong_fields(value, told, at)
    elif not _is_plainly(value, told, kind, inner):
        yield f"{at}: {value!r} is " + (f"none of {inner[:8]}" if kind in LITERALS else f"no {getattr(told, '__name__', told)}")


def _is_plainly(value: Any, told: Any, kind: Any, inner: tuple[Any, ...]) -> bool:
    if kind in LITERALS:
        return value in inner
    if kind is not None:  # a mapping of free words
        return isinstance(value, dict)
    if told is type(None):
        return value is None
    if told is float:
        return isinstance(value, int | float)
    return isinstance(value, told) and not (told is int and isinstance(value, bool))


def _wrong_choice(value: Any, choices: list[Any], owner: type, at: str) -> Iterator[str]:
    """`Literal[…] | str` is Stripe's list that may grow: for us it is the list."""
    lists = [one for one in choices if typing.get_origin(one) in LITERALS]
    if lists and isinstance(value, str) and str in choices:
        choices = lists
    tried = [list(_wrong(value, one, owner, at)) for one in choices]
    yield from min(tried, key=len)


def _wrong_list(value: Any, one: Any, owner: type, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at}: {value!r} is no list"
        return
    for number, each in enumerate(value):
        yield from _wrong(each, one, owner, f"{at}[{number}]")


def _wrong_fields(value: Any, told: type, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: {value!r} is no {told.__name__}"
        return
    fields = _fields(told)
    for name, each in value.items():
        if name not in fields or (typing_extensions.is_typeddict(told) and name in OPTIONS_OF_A_CALL):
            yield f"{at}.{name}: no such field in {told.__name__} of {stripe.api_version}"
        else:
            yield from _wrong(each, fields[name], told, f"{at}.{name}")
    yield from (f"{at}.{name}: is missing" for name, one in fields.items() if name not in value and _must_be_there(one, told))


def _must_be_there(field: Any, owner: type) -> bool:
    told = _meant(field, owner)
    if typing_extensions.is_typeddict(owner):
        return typing.get_origin(told) not in (typing_extensions.NotRequired, typing.NotRequired) and owner.__total__
    may_be_none = typing.get_origin(told) in UNIONS and type(None) in typing.get_args(told)
    return not may_be_none and told is not Any and typing.get_origin(told) is not typing.ClassVar


@cache
def _fields(told: type) -> dict[str, Any]:
    if typing_extensions.is_typeddict(told):
        own = {name: field for name, field in told.__annotations__.items() if name not in OPTIONS_OF_A_CALL}
        return {name: _meant(field, told) for name, field in own.items()}
    annotations = {name: field for one in reversed(told.__mro__) for name, field in inspect.get_annotations(one).items()}
    return {name: _meant(field, told) for name, field in annotations.items() if not name.startswith("_") and name != "deleted"}


def _meant(field: Any, owner: type) -> Any:
    """An annotation that is written as text, in the words of the file it stands in."""
    if isinstance(field, typing.ForwardRef):
        field = field.__forward_arg__
    if not isinstance(field, str):
        return field
    nested = {name: one for cls in reversed(owner.__mro__) for name, one in vars(cls).items() if inspect.isclass(one)}
    return eval(field, {}, _Words(owner, {**vars(sys.modules[owner.__module__]), **WORDS, **nested}))


class _Words(dict[str, Any]):
    """What a name in an annotation means; the SDK's own names are loaded when they are asked for."""

    def __init__(self, owner: type, known: dict[str, Any]) -> None:
        super().__init__(known)
        self._folder = sys.modules[owner.__module__.rpartition(".")[0]]

    def __missing__(self, name: str) -> Any:
        for place in (builtins, self._folder, stripe):
            try:
                return getattr(place, name)
            except AttributeError:
                continue
        raise KeyError(name)
