{# Every row leads to a row of the other model, in which these columns have the same names and values. #}
{% test refers_to(model, columns, to) %}
select {{ columns | join(', ') }}
from {{ model }}
anti join {{ to }} using ({{ columns | join(', ') }})

{% endtest %}
