-- Every figure in every equation that it takes part in, stand-ins included. There are several times as many of these as
-- of figures: they are never stored.
{{ config(materialized='view') }}

{{ valued_terms(ref('eval_placed_observation')) }}
