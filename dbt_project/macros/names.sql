{# A name as it is compared: without what stands in brackets, spaces and punctuation. #}
{% macro bare_name(name) %}
{{ without_matches(name, '[（(][^（()）]*[)）]|[\\s　、，,·“”"：:．.—-]') }}
{% endmacro %}

{# Whether one of two bare names holds the other, or they differ in at most half as many bytes of UTF-8 as the longer has
   characters: in one of six characters where all are Chinese, in half of those of ASCII. #}
{% macro resembles(one, other) %}
(
    contains({{ one }}, {{ other }})
    or contains({{ other }}, {{ one }})
    or 2 * {{ edit_distance(one, other) }} <= greatest(length({{ one }}), length({{ other }}))
)
{% endmacro %}
