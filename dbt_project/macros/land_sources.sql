{# The sources in the work database, so that no model holds a path: `juesuan check` puts its own tables in their place.
   A source is a view, unless `orchestration/ingestion/loading.py` has put its rows there. #}
{% macro land_sources() %}{% if execute %}{% do adapter.dispatch('land_sources')() %}{% endif %}{% endmacro %}

{% macro default__land_sources() %}
  {% set home = env_var('JUESUAN_HOME', 'warehouse') | replace("'", "''") %}
  {% for schema in graph.sources.values() | map(attribute='schema') | unique %}
    {% do run_query("create schema if not exists " ~ schema) %}
  {% endfor %}
  {% set loaded = run_query("select table_schema || '.' || table_name from information_schema.tables "
    ~ "where table_type = 'BASE TABLE'").columns[0].values() %}
  {% for source in graph.sources.values() if source.schema ~ "." ~ source.name not in loaded %}
    {% do run_query(
      "create or replace view " ~ source.schema ~ "." ~ source.name
      ~ " as select * from " ~ parquet_files(home ~ "/" ~ source.config.meta.files)
    ) %}
  {% endfor %}
{% endmacro %}


{# A session of Spark is one run: there is no earlier copy to keep or to replace. #}
{% macro spark__land_sources() %}
  {% set home = env_var('JUESUAN_HOME', 'warehouse') %}
  {% for schema in graph.sources.values() | map(attribute='schema') | unique %}
    {% do run_query("create schema if not exists " ~ schema) %}
  {% endfor %}
  {% for source in graph.sources.values() %}
    {% do run_query(
      "create or replace view " ~ source.schema ~ "." ~ source.name
      ~ " as select * from " ~ parquet_files(home ~ "/" ~ source.config.meta.files)
    ) %}
  {% endfor %}
{% endmacro %}
