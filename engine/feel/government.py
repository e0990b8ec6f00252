"""Functions that rules of government services need, beyond the standard; documented in ``docs/feel.md``.

They are as pure as the standard's: the official calendar and the time come from the caller's
:class:`engine.feel.run.Environment`.
"""

from __future__ import annotations

from datetime import date as PythonDate  # noqa: N812 (our own class is called Date)
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.domain.identifiers import birth_date, is_credit_code, is_id_number
from engine.feel.arithmetic import add_months
from engine.feel.builtins.conversion import months_between, whole
from engine.feel.builtins.signature import Library
from engine.feel.builtins.temporal import today
from engine.feel.library import STANDARD_FUNCTIONS
from engine.feel.run import Undefined
from engine.feel.temporal.values import Date, DateTime
from engine.feel.temporal.zones import NANOS_PER_SECOND

if TYPE_CHECKING:
    from engine.feel.run import Run, WorkingCalendar

GOVERNMENT = Library()
builtin = GOVERNMENT.builtin

_LONGEST_SPAN_DAYS = 15_000
"""About forty years: no time limit in working days is longer, and counting days one by one has a price."""
_REGION_DIGITS = (2, 4, 6, 9, 12)
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split()  # noqa: SIM905
)
_COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 "  # noqa: SIM905
    "公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 "
    "拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 "
    "西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 淳于 达奚 褚师 纳兰".split()
)
_LONGEST_HAN_NAME = 4


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def _python(value: Date | DateTime) -> PythonDate:
    day = _day(value)
    if not 1 <= day.year <= 9999:  # noqa: PLR2004 (the years of datetime)
        raise Undefined("needs a date from year 1 to 9999", "的日期应在公元 1 年至 9999 年之间")
    return PythonDate(day.year, day.month, day.day)


def _ours(value: PythonDate) -> Date:
    return Date(value.year, value.month, value.day)


def _calendar(run: Run) -> WorkingCalendar:
    if run.environment.calendar is None:
        raise Undefined(
            "needs the official calendar, which nobody gave", "需要官方工作日历，但调用方没有给出"
        )
    return run.environment.calendar


# --- working days


@builtin(
    "working days between(from: date|date and time, to: date|date and time): number",
    "workdays(from: date|date and time, to: date|date and time): number",
)
def working_days_between(run: Run, from_: Date | DateTime, to: Date | DateTime) -> Decimal:
    """Working days after ``from`` up to and including ``to``; negative where ``to`` is earlier."""
    start, end = _python(from_), _python(to)
    span = abs((end - start).days)
    if span > _LONGEST_SPAN_DAYS:
        raise Undefined("spans more than forty years", "的跨度超过四十年")
    run.charge(span >> 5)
    return Decimal(_calendar(run).working_days_between(start, end))


@builtin("add working days(date: date|date and time, days: number): date")
def add_working_days(run: Run, date: Date | DateTime, days: Decimal) -> Date:
    """The working day that lies so many working days after the date."""
    count = whole(days, "days")
    if abs(count) > _LONGEST_SPAN_DAYS:
        raise Undefined("spans more than forty years", "的跨度超过四十年")
    run.charge(abs(count) >> 5)
    try:
        return _ours(_calendar(run).add_working_days(_python(date), count))
    except (ValueError, OverflowError) as error:
        raise Undefined("leads too far away", "的跨度过长") from error


@builtin("is working day(date: date|date and time): boolean")
def is_working_day(run: Run, date: Date | DateTime) -> bool:
    """Whether offices work on that day."""
    return _calendar(run).is_working_day(_python(date))


# --- calendar days, months, years


@builtin(
    "days between(from: date|date and time, to: date|date and time): number",
    "days(from: date|date and time, to: date|date and time): number",
)
def days_between(_run: Run, from_: Date | DateTime, to: Date | DateTime) -> Decimal:
    """Calendar days from one date to the other; negative where ``to`` is earlier."""
    return Decimal(_day(to).number - _day(from_).number)


@builtin(
    "months between(from: date|date and time, to: date|date and time): number",
    "months(from: date|date and time, to: date|date and time): number",
)
def whole_months(_run: Run, from_: Date | DateTime, to: Date | DateTime) -> Decimal:
    """Whole months from one date to the other."""
    return Decimal(months_between(_day(from_), _day(to)))


@builtin(
    "years between(from: date|date and time, to: date|date and time): number",
    "years(from: date|date and time, to: date|date and time): number",
)
def whole_years(_run: Run, from_: Date | DateTime, to: Date | DateTime) -> Decimal:
    """Whole years from one date to the other."""
    months = months_between(_day(from_), _day(to))
    return Decimal(months // 12 if months >= 0 else -(-months // 12))


@builtin("hours(from: date and time, to: date and time): number")
def hours(_run: Run, from_: DateTime, to: DateTime) -> Decimal:
    """Whole hours from one moment to the other, towards zero."""
    one, two = from_.utc_offset, to.utc_offset
    if (one is None) != (two is None):
        raise Undefined("needs both moments with or both without a zone", "的两个时刻应都带时区或都不带")
    nanos = to.local_nanos - from_.local_nanos - ((two or 0) - (one or 0)) * NANOS_PER_SECOND
    count = abs(nanos) // (3600 * NANOS_PER_SECOND)
    return Decimal(count if nanos >= 0 else -count)


@builtin("month(date: date|date and time): number")
def month(_run: Run, date: Date | DateTime) -> Decimal:
    """The month, 1 to 12."""
    return Decimal(_day(date).month)


@builtin("next january(date: date|date and time): date")
def next_january(_run: Run, date: Date | DateTime) -> Date:
    """The first of January of the next year."""
    following = add_months(Date(_day(date).year, 1, 1), 12)
    if following is None:
        raise Undefined("leaves the years of FEEL", "超出 FEEL 的年份范围")
    return following


# --- people and numbers


@builtin("age on(birth: date|date and time|string, date: date|date and time): number")
def age_on(_run: Run, birth: Date | DateTime | str, date: Date | DateTime) -> Decimal:
    """Full years on a date, from a birth date or an ID number. Born on 29 February: from 1 March on."""
    born = _birth(birth) if isinstance(birth, str) else _day(birth)
    day = _day(date)
    if (day.year, day.month, day.day) < (born.year, born.month, born.day):
        raise Undefined("finds a birth after the date", "的出生日期晚于所给日期")
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return Decimal(day.year - born.year - (not had_birthday))


@builtin("age(birth: date|date and time|string): number")
def age(run: Run, birth: Date | DateTime | str) -> Decimal:
    """Full years today; today comes from the caller."""
    return age_on(run, birth, today(run))


def _birth(number: str) -> Date:
    if not is_id_number(number):
        raise Undefined("needs a valid ID number", "需要有效的身份证号码")
    return _ours(birth_date(number))


@builtin("birth date of(id number: string): date")
def birth_date_of(_run: Run, id_number: str) -> Date:
    """The birth date inside a resident ID number (GB 11643)."""
    return _birth(id_number)


@builtin("sex of(id number: string): string")
def sex_of(_run: Run, id_number: str) -> str:
    """``M`` or ``F``, by the parity of the 17th digit of a resident ID number."""
    _birth(id_number)
    return "M" if int(id_number[16]) % 2 else "F"


@builtin("is valid id(id number: string): boolean", "id check digit ok(id number: string): boolean")
def is_valid_id(_run: Run, id_number: str) -> bool:
    """Whether a resident ID number has a real birth date and the right check character (GB 11643)."""
    return is_id_number(id_number)


@builtin("is valid uscc(code: string): boolean")
def is_valid_uscc(_run: Run, code: str) -> bool:
    """Whether a unified social credit code has the right check character (GB 32100)."""
    return is_credit_code(code)


@builtin("province(region code: string): string")
def province(_run: Run, region_code: str) -> str:
    """The two digits of the province of a region code (GB/T 2260) of 2, 4, 6, 9 or 12 digits."""
    plain = region_code.isascii() and region_code.isdigit() and len(region_code) in _REGION_DIGITS
    if not plain or region_code[:2] not in _PROVINCES:
        raise Undefined("needs a region code such as 510100", "需要行政区划代码，如 510100")
    return region_code[:2]


@builtin("surname(name: string): string")
def surname(_run: Run, name: str) -> str:
    """The surname of a Han name, compound surnames included; undefined for names of another form."""
    plain = name.strip()
    if not 2 <= len(plain) <= _LONGEST_HAN_NAME or not all(map(_is_han, plain)):  # noqa: PLR2004 (surname and more)
        raise Undefined("cannot tell the surname in a name of this form", "无法从此种姓名中识别姓氏")
    return plain[:2] if plain[:2] in _COMPOUND_SURNAMES and len(plain) > 2 else plain[:1]  # noqa: PLR2004


def _is_han(character: str) -> bool:
    return character in "〇々" or "㐀" <= character <= "鿿" or "\U00020000" <= character <= "\U0003ffff"


GOVERNMENT_FUNCTIONS = STANDARD_FUNCTIONS.with_functions(GOVERNMENT.functions)
"""The built-ins of the standard together with those of this module."""
