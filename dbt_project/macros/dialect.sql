{# What DuckDB and Spark write differently, and nothing else: the models hold only what both take. Of the two, Spark reads
   a backslash in a literal as an escape, orders nulls first and builds no struct for an order by. #}

{# Whether the whole text matches. `pattern` is an expression; without backslashes, a literal is the same in both. #}
{% macro full_match(text, pattern) %}{{ adapter.dispatch('full_match')(text, pattern) }}{% endmacro %}
{% macro default__full_match(text, pattern) %}regexp_full_match({{ text }}, {{ pattern }}){% endmacro %}
{% macro spark__full_match(text, pattern) %}({{ text }} rlike concat('^(?:', {{ pattern }}, ')\\z')){% endmacro %}

{# The text without everything in it that matches. `pattern` is the pattern itself. #}
{% macro without_matches(text, pattern) %}{{ adapter.dispatch('without_matches')(text, pattern) }}{% endmacro %}
{% macro default__without_matches(text, pattern) %}regexp_replace({{ text }}, '{{ pattern }}', '', 'g'){% endmacro %}
{% macro spark__without_matches(text, pattern) -%}
regexp_replace({{ text }}, '{{ pattern | replace("\\", "\\\\") }}', '')
{%- endmacro %}

{# A decimal as text without the zeros at its end beyond the second decimal. #}
{% macro decimals_needed(amount) %}{{ adapter.dispatch('decimals_needed')(amount) }}{% endmacro %}
{% macro default__decimals_needed(amount) -%}
regexp_replace(cast({{ amount }} as string), '([.][0-9][0-9][0-9]*?)0*$', '\1')
{%- endmacro %}
{% macro spark__decimals_needed(amount) -%}
regexp_replace(cast({{ amount }} as string), '([.][0-9][0-9][0-9]*?)0*$', '$1')
{%- endmacro %}

{# How many bytes of UTF-8 make one text of the other: what DuckDB counts; Spark counts characters. #}
{% macro edit_distance(one, other) %}{{ adapter.dispatch('edit_distance')(one, other) }}{% endmacro %}
{% macro default__edit_distance(one, other) %}levenshtein({{ one }}, {{ other }}){% endmacro %}
{% macro spark__edit_distance(one, other) -%}
levenshtein(
    decode(encode({{ one }}, 'UTF-8'), 'ISO-8859-1'), decode(encode({{ other }}, 'UTF-8'), 'ISO-8859-1')
)
{%- endmacro %}

{# An aggregate: the value of the first row in the ascending order of the keys, nulls last. A `filter` may follow. #}
{% macro first_by(value, keys) %}{{ adapter.dispatch('first_by')(value, keys) }}{% endmacro %}
{% macro default__first_by(value, keys) %}first({{ value }} order by {{ keys | join(', ') }}){% endmacro %}
{% macro spark__first_by(value, keys) %}min_by({{ value }}, {{ ordering(keys) }}){% endmacro %}

{# An aggregate: the values as one text in the ascending order of the keys, nulls last. A `filter` may follow. #}
{% macro joined_text(value, separator, keys) %}{{ adapter.dispatch('joined_text')(value, separator, keys) }}{% endmacro %}
{% macro default__joined_text(value, separator, keys) -%}
string_agg({{ value }}, '{{ separator }}' order by {{ keys | join(', ') }})
{%- endmacro %}
{% macro spark__joined_text(value, separator, keys) -%}
listagg({{ value }}, '{{ separator }}') within group (order by {{ keys | join(' nulls last, ') }} nulls last)
{%- endmacro %}

{# The same with each value once, in their own order. #}
{% macro joined_distinct(value, separator) %}{{ adapter.dispatch('joined_distinct')(value, separator) }}{% endmacro %}
{% macro default__joined_distinct(value, separator) -%}
string_agg(distinct {{ value }}, '{{ separator }}' order by {{ value }})
{%- endmacro %}
{% macro spark__joined_distinct(value, separator) -%}
listagg(distinct {{ value }}, '{{ separator }}') within group (order by {{ value }})
{%- endmacro %}

{# An aggregate: the values as an array in the ascending order of the keys, nulls last. #}
{% macro listed(value, keys) %}{{ adapter.dispatch('listed')(value, keys) }}{% endmacro %}
{% macro default__listed(value, keys) %}list({{ value }} order by {{ keys | join(', ') }}){% endmacro %}
{% macro spark__listed(value, keys) -%}
transform(
    array_sort(collect_list(struct({{ ordering(keys) }} as place, {{ value }} as value))), listed -> listed.value
)
{%- endmacro %}

{# The same with each value that is no null once, in their own order; null where the filter leaves none. #}
{% macro listed_distinct(value, filter='true') %}{{ adapter.dispatch('listed_distinct')(value, filter) }}{% endmacro %}
{% macro default__listed_distinct(value, filter) -%}
list(distinct {{ value }} order by {{ value }}) filter (where {{ filter }})
{%- endmacro %}
{% macro spark__listed_distinct(value, filter) -%}
nullif(array_sort(collect_set({{ value }}) filter (where {{ filter }})), cast(array() as array<string>))
{%- endmacro %}

{# Whether an array holds all elements of another, or any of them. #}
{% macro holds_all(array, elements) %}{{ adapter.dispatch('holds_all')(array, elements) }}{% endmacro %}
{% macro default__holds_all(array, elements) %}list_has_all({{ array }}, {{ elements }}){% endmacro %}
{% macro spark__holds_all(array, elements) %}(size(array_except({{ elements }}, {{ array }})) = 0){% endmacro %}
{% macro holds_any(array, elements) %}{{ adapter.dispatch('holds_any')(array, elements) }}{% endmacro %}
{% macro default__holds_any(array, elements) %}list_has_any({{ array }}, {{ elements }}){% endmacro %}
{% macro spark__holds_any(array, elements) %}arrays_overlap({{ array }}, {{ elements }}){% endmacro %}

{# How many elements an array has. #}
{% macro element_count(array) %}{{ adapter.dispatch('element_count')(array) }}{% endmacro %}
{% macro default__element_count(array) %}len({{ array }}){% endmacro %}
{% macro spark__element_count(array) %}size({{ array }}){% endmacro %}

{# One array after the other; a null is an array without elements. #}
{% macro appended(one, other) %}{{ adapter.dispatch('appended')(one, other) }}{% endmacro %}
{% macro default__appended(one, other) %}list_concat({{ one }}, {{ other }}){% endmacro %}
{% macro spark__appended(one, other) -%}
concat(coalesce({{ one }}, array()), coalesce({{ other }}, array()))
{%- endmacro %}

{# The type of whole numbers up to 10³⁷. #}
{% macro whole_type() %}{{ adapter.dispatch('whole_type')() }}{% endmacro %}
{% macro default__whole_type() %}hugeint{% endmacro %}
{% macro spark__whole_type() %}decimal(38, 0){% endmacro %}

{# The quotient of two whole numbers, towards zero and exactly: Spark's `div` is one of 64 bits. #}
{% macro divided_whole(numerator, denominator) -%}
{{ adapter.dispatch('divided_whole')(numerator, denominator) }}
{%- endmacro %}
{% macro default__divided_whole(numerator, denominator) %}({{ numerator }}) // ({{ denominator }}){% endmacro %}
{% macro spark__divided_whole(numerator, denominator) -%}
cast((({{ numerator }}) - ({{ numerator }}) % ({{ denominator }})) / ({{ denominator }}) as decimal(38, 0))
{%- endmacro %}

{# Days from one date to another. #}
{% macro days_between(first, last) %}{{ adapter.dispatch('days_between')(first, last) }}{% endmacro %}
{% macro default__days_between(first, last) %}date_diff('day', {{ first }}, {{ last }}){% endmacro %}
{% macro spark__days_between(first, last) %}datediff({{ last }}, {{ first }}){% endmacro %}

{# The type of a moment without a zone. #}
{% macro moment_type() %}{{ adapter.dispatch('moment_type')() }}{% endmacro %}
{% macro default__moment_type() %}timestamp{% endmacro %}
{% macro spark__moment_type() %}timestamp_ntz{% endmacro %}

{# After `as` of a CTE: DuckDB keeps one that is read twice as a whole, or must be told to; Spark never does. #}
{% macro kept_whole() %}{{ adapter.dispatch('kept_whole')() }}{% endmacro %}
{% macro default__kept_whole() %}materialized{% endmacro %}
{% macro spark__kept_whole() %}{% endmacro %}
{% macro never_kept() %}{{ adapter.dispatch('never_kept')() }}{% endmacro %}
{% macro default__never_kept() %}not materialized{% endmacro %}
{% macro spark__never_kept() %}{% endmacro %}

{# Parquet files as a relation. #}
{% macro parquet_files(path) %}{{ adapter.dispatch('parquet_files')(path) }}{% endmacro %}
{% macro default__parquet_files(path) %}read_parquet('{{ path }}'){% endmacro %}
{% macro spark__parquet_files(path) %}parquet.`{{ path }}`{% endmacro %}

{# For Spark: what the keys compare by, ascending with nulls last. #}
{% macro ordering(keys) -%}
struct({% for key in keys %}{{ key }} is null, {{ key }}{% if not loop.last %}, {% endif %}{% endfor %})
{%- endmacro %}

{# The declared types of a contract, which are DuckDB's, as the types of Spark. #}
{% macro spark__get_empty_schema_sql(columns) -%}
select
{% for column in columns.values() %}
    cast(null as {{ spark_type(column.data_type) }}) as {{ column.name }}{% if not loop.last %},{% endif %}
{% endfor %}
{%- endmacro %}
{% macro spark_type(type) -%}
{%- if type.endswith('[]') %}array<{{ spark_type(type[:-2]) }}>
{%- else %}{{ {'varchar': 'string', 'timestamp': 'timestamp_ntz'}.get(type, type) }}
{%- endif -%}
{%- endmacro %}

{# A table of Parquet files declares no constraint; that a key is not null is tested as on DuckDB. #}
{% macro spark__persist_constraints(relation, model) %}{% endmacro %}

{# dbt-spark puts the values of a seed between quotes as they are: a quote in one would end it. #}
{% macro spark__load_csv_rows(model, agate_table) %}
{% set types = model.config.column_types %}
{% for rows in agate_table.rows | batch(1000) %}
    {% call statement('seeded') %}
        insert into {{ this }} values
        {% for row in rows %}
            (
                {%- for name in agate_table.column_names %}
                    {%- set text = row[name] -%}
                    cast(
                        {%- if text is none %}null{% else %}'{{ (text | string).replace("\\", "\\\\").replace("'", "\\'") }}'{% endif %}
                        as {{ types.get(name, 'string') }}
                    ){% if not loop.last %}, {% endif %}
                {%- endfor -%}
            ){% if not loop.last %},{% endif %}
        {% endfor %}
    {% endcall %}
{% endfor %}
{{ return('') }}
{% endmacro %}
