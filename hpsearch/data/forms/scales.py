"""Units that change the size of a number, as per cent and thousands do, so that it cannot lack them."""

import re

from hpsearch.data.forms.written_numbers import CODES, CURRENCY, WrittenNumbers

_SHARES = "%‰¢"
_SHARE = (
    r"(?i)(?:pct|ppm|ppb|ppt|bps|pps?|perc|proc|prom|permille|(?:percent|prozent|pro[cs]ent|promil|процент).*)"
    r"|(?:per|pour|por|pro)[ -]?(?:cent|ciento|cento|mille?|mil)\b.*"
)
_LETTERS = frozenset(["k", "K", "M", "MM"])
"""Thousands and millions; "m" is metres, "T" tesla and "B" bytes, unless it is an amount of money."""

_OF_MONEY = frozenset(["k", "m", "mm", "b", "t", "mil", "mi", "tn", "l"])
_POWER_OF_TEN = r"[x×·*]? ?10(?:[\^Ee]|\*\*)?[-−⁻]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]"
_EAST_ASIAN = r"[十百千천백십]?[万萬億亿兆만억조].*|[百千천백](?:元|円|圆|圓|원|人|명|日元|美元)?"
_NAMES = (
    "thousand thousands thous thsd thd ths hundred hundreds million millions mio mln mn mill billion billions bn "
    "bln trillion trillions trn dozen dozens doz dzn dz gross lakh lakhs lac lacs crore crores cr tsd tds tausend "
    "hundert millionen mrd milliarde milliarden bio billionen dutzend dtzd tdm kpcs mille millier milliers "
    "milliard milliards md mds millón millones mila milione milioni miliardo miliardi mld milhão milhões bilhão "
    "bilhões duizend miljoen miljard tusen miljon miljoner miljarder tys tis тыс млн млрд ezer millió milliárd "
    "eft mft bin milyon milyar"
)
_WORDS = frozenset(_NAMES.split())
_BETWEEN = re.compile(r"[\s·.*]+")
_WITH_CURRENCY = rf"(?P<scale>\w+?)(?:{CURRENCY})|(?:{CURRENCY})(?P<behind>\w+)"
_BEHIND_CODE = rf"(?:{'|'.join(CODES.split())})(?:[kKmMbB]|MM|mm|bn|mn|mln|mio|Mio|mrd|Mrd|tn)"
"""Thousands and more behind a code without a blank: USDk."""


def changes_size(form: WrittenNumbers) -> bool:
    """Whether a number without the unit of this form would be another number.

    >>> [changes_size(WrittenNumbers(suffix=unit)) for unit in ("%", "k", "Mio. €", "TEUR", "km", "kg", "€", "€/Mio.")]
    [True, True, True, True, False, False, False, False]
    >>> [changes_size(WrittenNumbers(suffix=unit)) for unit in ("percent", "per cent", "thous.", "USDk", "万円", "L")]
    [True, True, True, True, True, False]
    >>> changes_size(WrittenNumbers(prefix="$", suffix="m")), changes_size(WrittenNumbers(suffix="m"))
    (True, False)
    """
    unit = form.suffix.partition("/")[0]
    parts = [part for part in _BETWEEN.split(unit) if part]
    of_money = bool(form.prefix) or any(re.fullmatch(CURRENCY, part) for part in parts)
    if re.match(_POWER_OF_TEN, form.suffix) or re.fullmatch(_SHARE, unit):
        return True
    return any(sign in unit for sign in _SHARES) or any(_is_scale(part, of_money=of_money) for part in parts)


def _is_scale(word: str, *, of_money: bool) -> bool:
    if re.fullmatch(_EAST_ASIAN, word) or re.fullmatch(_BEHIND_CODE, word) or re.fullmatch(_SHARE, word):
        return True
    if found := re.fullmatch(_WITH_CURRENCY, word):
        return _is_scale(found["scale"] or found["behind"], of_money=True)
    return word in _LETTERS or word.lower() in _WORDS or (of_money and word.lower() in _OF_MONEY)
