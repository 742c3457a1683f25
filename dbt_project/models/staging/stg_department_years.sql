-- Every department-year of which anything was read, under a number: the keys of all figures are compared as integers.
-- A table: nearly every model reads it, and as a view each would look through all figures again.
{{ config(materialized='table') }}

with

cells as (
    select * from {{ ref('stg_cells') }}
),

problems as (
    select * from {{ source('landing', 'problems') }}
),

documents as (
    select * from {{ source('landing', 'documents') }}
),

read_anything as (
    select
        department_id,
        fiscal_year
    from cells

    union

    select
        department_id,
        fiscal_year
    from problems

    union

    select
        department_id,
        fiscal_year
    from documents
),

with_documents as (
    select distinct
        department_id,
        fiscal_year,
        true as is_read
    from documents
),

-- a misfiled document (another department's, another year's, or another file than the manifest records) says nothing of
-- the year that it lies under: a good year must not be quarantined because of it
misfiled as (
    select distinct
        department_id,
        fiscal_year,
        true as is_misfiled
    from problems
    where
        kind in {{ one_of('problem_kind', 'is_misfiled') }}
        and severity = 'error'
),

final as (
    select
        cast(row_number() over (order by department_id, fiscal_year) as integer) as department_year,
        department_id,
        fiscal_year,
        coalesce(with_documents.is_read, false) as is_read,
        coalesce(with_documents.is_read, false) and not coalesce(misfiled.is_misfiled, false) as is_comparable
    from read_anything
    left join with_documents using (department_id, fiscal_year)
    left join misfiled using (department_id, fiscal_year)
)

select * from final
