{# Every value is a term of this list of the vocabulary. #}
{% test in_vocabulary(model, column_name, list, trait=none) %}
select distinct {{ column_name }}
from {{ model }}
where {{ column_name }} not in {{ one_of(list, trait) }}
{% endtest %}
