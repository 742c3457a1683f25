-- Every identity for every department-year that was read, evaluated or not, by number.
{{ config(materialized='view') }}

select * from {{ ref('eval_sheet_result') }}

union all

select * from {{ ref('eval_blank_result') }}
