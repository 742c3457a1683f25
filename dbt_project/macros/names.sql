{# A name as it is compared: without what stands in brackets, spaces and punctuation. #}
{% macro bare_name(name) %}
regexp_replace({{ name }}, '[（(][^（()）]*[)）]|[\s　、，,·“”"：:．.—-]', '', 'g')
{% endmacro %}

{# Whether one of two bare names holds the other, or they share at least half of their characters in order. #}
{% macro resembles(one, other) %}
(
    contains({{ one }}, {{ other }})
    or contains({{ other }}, {{ one }})
    or 2 * levenshtein({{ one }}, {{ other }}) <= greatest(length({{ one }}), length({{ other }}))
)
{% endmacro %}
