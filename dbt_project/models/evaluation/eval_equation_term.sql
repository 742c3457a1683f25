-- Every figure in every equation that it takes part in; fallback terms only where the term itself is blank.
{{ config(materialized='view') }}

{{ equation_terms(ref('eval_observation')) }}
