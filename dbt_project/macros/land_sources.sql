{# The sources in the work database, so that no model holds a path: `juesuan check` puts its own tables in their place.
   A source is a view. One that many models read and that has a file a department-year, which costs more to open than to
   read, is copied once, where the first models are built; a later step judges the same copy. #}
{% macro land_sources() %}{% if execute %}{% do adapter.dispatch('land_sources')() %}{% endif %}{% endmacro %}

{% macro default__land_sources() %}
  {% set home = env_var('JUESUAN_HOME', 'warehouse') | replace("'", "''") %}
  {% for schema in graph.sources.values() | map(attribute='schema') | unique %}
    {% do run_query("create schema if not exists " ~ schema) %}
  {% endfor %}
  {% set tables = run_query("select table_schema || '.' || table_name as name, table_type as kind from "
    ~ "information_schema.tables").rows | map('list') | list %}
  {% for source in graph.sources.values() %}
    {% set place = source.schema ~ "." ~ source.name %}
    {% set files = "select * from " ~ parquet_files(home ~ "/" ~ source.config.meta.files) %}
    {% if not source.config.meta.is_copied %}
      {% if [place, 'BASE TABLE'] in tables %}{% do run_query("drop table " ~ place) %}{% endif %}
      {% do run_query("create or replace view " ~ place ~ " as " ~ files) %}
    {% elif [place, 'BASE TABLE'] not in tables or is_staging_built() %}
      {% if [place, 'VIEW'] in tables %}{% do run_query("drop view " ~ place) %}{% endif %}
      {% do run_query("create or replace table " ~ place ~ " as " ~ files) %}
    {% endif %}
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


{% macro is_staging_built() %}
  {{ return(graph.nodes.values() | selectattr('config.schema', 'equalto', 'staging') | map(attribute='unique_id')
    | select('in', selected_resources) | list | length > 0) }}
{% endmacro %}
