{# An amount in 万元 as text, with the decimals it needs and at least two. #}
{% macro wan_text(amount) %}{{ decimals_needed(amount) }}{% endmacro %}

{# Half a unit in the last printed place, in 万元: what a printed amount may be off by (XBRL Calculations 1.1). #}
{% macro half_unit(decimals, unit) %}
cast(
    case {{ decimals }}
        when 0 then 0.5
        when 1 then 0.05
        when 2 then 0.005
        when 3 then 0.0005
        when 4 then 0.00005
        when 5 then 0.000005
        else 0.0000005
    end * case {{ unit }}
        when '元' then 0.0001
        when '百元' then 0.01
        when '千元' then 0.1
        when '百万元' then 100
        when '千万元' then 1000
        when '亿元' then 10000
        else 1
    end as decimal(20, 12)
)
{% endmacro %}

{# Where a cell stands, in words. #}
{% macro place_text() %}
concat_ws(
    ', ',
    file_name,
    'page ' || page,
    sheet_name,
    'row ' || row_no,
    'column ' || column_no
)
{% endmacro %}

{# Whole numbers of 10⁻¹², in which quotients are worked out: no amount ever becomes a float. #}
{% macro whole(amount) %}cast(({{ amount }}) * cast(1000000000000 as decimal(13, 0)) as {{ whole_type() }}){% endmacro %}

{# A whole number of 10⁻⁶ as a decimal. #}
{% macro millionths(whole) %}
cast(cast({{ whole }} as decimal(30, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(20, 6))
{% endmacro %}

{# The lowest and highest true value behind a printed amount, both with the sign that the base makes positive. #}
{% macro lower_bound(amount, allowance) %}
(case when base < 0 then -{{ amount }} else {{ amount }} end - {{ allowance }})
{% endmacro %}
{% macro upper_bound(amount, allowance) %}
(case when base < 0 then -{{ amount }} else {{ amount }} end + {{ allowance }})
{% endmacro %}

{# scale · numerator / denominator, rounded to six decimals; null over zero. #}
{% macro quotient(numerator, denominator, scale) %}
case
    when {{ denominator }} <> 0
        then {{ millionths(divided_below(
            "2 * " ~ whole_by(signed(numerator), scale) ~ " + " ~ whole("abs(" ~ denominator ~ ")"),
            "2 * " ~ whole("abs(" ~ denominator ~ ")")
        )) }}
end
{% endmacro %}

{% macro signed(amount) %}case when base < 0 then -{{ amount }} else {{ amount }} end{% endmacro %}
{% macro whole_by(amount, scale) %}
({{ whole(amount) }} * cast({{ scale }} * 1000000 as {{ whole_type() }}))
{% endmacro %}

{# Whole division towards minus infinity. #}
{% macro divided_below(numerator, denominator) %}
(
    {{ divided_whole(numerator, denominator) }}
    - case when ({{ numerator }}) < 0 and ({{ numerator }}) % ({{ denominator }}) <> 0 then 1 else 0 end
)
{% endmacro %}

{# The quotient at one corner of the intervals, rounded down or up to six decimals. #}
{% macro quotient_below(numerator, off, denominator, denominator_off, scale) %}
{{ millionths(divided_below(
    whole_by("(" ~ signed(numerator) ~ ") + (" ~ off ~ ")", scale),
    "nullif(" ~ whole("abs(" ~ denominator ~ ") + (" ~ denominator_off ~ ")") ~ ", 0)"
)) }}
{% endmacro %}
{% macro quotient_above(numerator, off, denominator, denominator_off, scale) %}
(-{{ millionths(divided_below(
    whole_by("-((" ~ signed(numerator) ~ ") + (" ~ off ~ "))", scale),
    "nullif(" ~ whole("abs(" ~ denominator ~ ") + (" ~ denominator_off ~ ")") ~ ", 0)"
)) }})
{% endmacro %}

{# Several terms in parentheses, one as it is. #}
{% macro bracketed(words) %}
case when contains({{ words }}, ' − ') or contains({{ words }}, ' + ') then '(' || {{ words }} || ')' else {{ words }} end
{% endmacro %}

{# numerator / denominator · scale, rounded to six decimals, exactly; null over zero. Both are decimal(20, 6). #}
{% macro ratio(numerator, denominator, scale=1) %}
case
    when {{ denominator }} <> 0
        then {{ millionths(divided_below(
            "2 * case when " ~ denominator ~ " < 0 then -1 else 1 end * " ~ whole_by(numerator, scale) ~ " + " ~ whole("abs(" ~ denominator ~ ")"),
            "2 * " ~ whole("abs(" ~ denominator ~ ")")
        )) }}
end
{% endmacro %}
