{# How far a residual goes against its relation: a total above its parts is no excess where it is at least them. #}
{% macro excess(relation, residual) %}
case {{ relation }} when 'at_least' then greatest(-({{ residual }}), 0) else abs({{ residual }}) end
{% endmacro %}

{# What the bindings of one identity came to, and the largest excess over the allowance of those that were evaluated and
   are not released by a waiver; in 10⁻¹² 万元, exactly. #}
{% macro result_counts() %}
count(*) filter (where outcome in ('exact', 'within_rounding', 'violated')) as evaluated,
        {%- for outcome in ('within_rounding', 'violated', 'not_stated', 'not_read') %}
            count(*) filter (where outcome = '{{ outcome }}') as {{ outcome }},
        {%- endfor %}
        count(is_released) as released,
        max(excess) filter (where outcome in ('exact', 'within_rounding', 'violated') and is_released is null)
            as largest_excess
{%- endmacro %}
