-- The open observations in every equation that they take part in, stand-ins included.
{{ config(materialized='view') }}

{{ valued_terms(ref('eval_unresolved_observation')) }}
