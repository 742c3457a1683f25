{# An amount in 万元 as text, with the decimals it needs and at least two. #}
{% macro wan_text(amount) %}regexp_replace(cast({{ amount }} as varchar), '(\.\d\d\d*?)0*$', '\1'){% endmacro %}

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
    end * case {{ unit }} when '元' then 0.0001 else 1 end as decimal(20, 12)
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
