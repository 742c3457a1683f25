{# The sources as views over Parquet, so that no model holds a path: `juesuan check` puts its own tables in their place. #}
{% macro land_sources() %}
  {% if execute %}
    {% set home = env_var('JUESUAN_HOME', 'warehouse') %}
    {% for schema in ['landing', 'control', 'decision'] %}
      {% do run_query("create schema if not exists " ~ schema) %}
    {% endfor %}
    {% for table in [
      'cells', 'sheets', 'printed_numbers', 'printed_formulas', 'problems', 'documents',
      'claims', 'claim_links', 'projects', 'indicators', 'glossary', 'key_tasks', 'wording_findings'
    ] %}
      {% do run_query(
        "create or replace view landing." ~ table
        ~ " as select * from read_parquet('" ~ home ~ "/landing/*/*/" ~ table ~ ".parquet')"
      ) %}
    {% endfor %}
    {% for schema, table in [
      ('control', 'departments'), ('control', 'filing_obligations'), ('control', 'receipts'),
      ('control', 'identities'), ('control', 'identity_terms'), ('control', 'rules'), ('control', 'waivers'),
      ('control', 'previous_editions'), ('control', 'previous_findings'), ('control', 'publication_time'),
      ('decision', 'findings'), ('decision', 'verdicts'), ('decision', 'waiver_states')
    ] %}
      {% do run_query(
        "create or replace view " ~ schema ~ "." ~ table
        ~ " as select * from read_parquet('" ~ home ~ "/" ~ schema ~ "/" ~ table ~ ".parquet')"
      ) %}
    {% endfor %}
  {% endif %}
{% endmacro %}
