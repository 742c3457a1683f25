-- Every figure in every equation that it takes part in; stand-ins only where the term itself is blank.
{{ config(materialized='view') }}

{{ terms_without_idle_stand_ins(ref('eval_valued_term')) }}
