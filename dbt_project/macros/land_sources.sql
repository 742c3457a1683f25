{# The sources as views over Parquet, so that no model holds a path: `juesuan check` puts its own tables in their place. #}
{% macro land_sources() %}
  {% if execute %}
    {% set home = env_var('JUESUAN_HOME', 'warehouse') | replace("'", "''") %}
    {% for schema in graph.sources.values() | map(attribute='schema') | unique %}
      {% do run_query("create schema if not exists " ~ schema) %}
    {% endfor %}
    {% for source in graph.sources.values() %}
      {% do run_query(
        "create or replace view " ~ source.schema ~ "." ~ source.name
        ~ " as select * from " ~ parquet_files(home ~ "/" ~ source.config.meta.files)
      ) %}
    {% endfor %}
  {% endif %}
{% endmacro %}
