-- Every identity for every department-year that was read, evaluated or not, by number.
{{ config(materialized='view') }}

select * from {{ ref('audit_evaluation') }}

union all by name

select * from {{ ref('audit_inapplicable') }}
