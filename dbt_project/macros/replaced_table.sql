{# dbt-duckdb builds a table beside the one in force, renames both and asks for the columns of the new one: six
   statements with a context of their own each, half of what a model costs where there are few rows. Nobody reads the
   work database while it is built, so that here each table is replaced in its place, with its comments, in one
   transaction; a failure leaves the table that was there. #}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    {%- if existing is not none %}drop {{ existing.type }} if exists {{ existing }};{% endif %}
    {{ create_table_as(False, target_relation, in_order(compiled_code)) }}
    {%- if config.persist_relation_docs() %}{{ commented(target_relation) }}{% endif %}
  {%- endcall %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# What is published has its rows in order: the same rows are the same bytes, however many threads made them. #}
{% macro in_order(sql) %}{% if config.get('meta', {}).get('in_order') %}select * from (
{{ sql }}
) order by all{% else %}{{ sql }}{% endif %}{% endmacro %}


{% macro commented(relation) %}
  comment on table {{ relation }} is {{ duckdb_escape_comment(model.description) }};
  {%- for name, column in model.columns.items() if column.description %}
  comment on column {{ relation }}.{{ adapter.quote(name) }} is {{ duckdb_escape_comment(column.description) }};
  {%- endfor %}
{% endmacro %}
