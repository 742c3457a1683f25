{# Schemas are named by their layer alone: staging, evaluation, diagnosis, decision, marts. #}
{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}
