{# The landing tables as views, so that no model holds a path: `juesuan check` puts its own tables in their place. #}
{% macro land_sources() %}
  {% if execute %}
    {% set home = env_var('JUESUAN_HOME', 'warehouse') %}
    {% do run_query("create schema if not exists landing") %}
    {% for table in [
      'cells', 'sheets', 'printed_numbers', 'printed_formulas', 'problems', 'documents',
      'claims', 'claim_links', 'projects', 'indicators', 'glossary', 'key_tasks', 'wording_findings'
    ] %}
      {% do run_query(
        "create or replace view landing." ~ table
        ~ " as select * from read_parquet('" ~ home ~ "/landing/*/*/" ~ table ~ ".parquet')"
      ) %}
    {% endfor %}
    {% for table in [
      'departments', 'expectations', 'receipts', 'identities', 'identity_terms', 'rules', 'waivers', 'findings',
      'verdicts', 'waiver_states', 'previous_editions', 'previous_findings', 'publication_time'
    ] %}
      {% do run_query(
        "create or replace view landing." ~ table
        ~ " as select * from read_parquet('" ~ home ~ "/catalogue/" ~ table ~ ".parquet')"
      ) %}
    {% endfor %}
  {% endif %}
{% endmacro %}
