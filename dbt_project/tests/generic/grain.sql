{# Every combination of these columns is complete and stands once. #}
{% test grain(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
group by all
having count(*) > 1 or {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}

{% endtest %}
