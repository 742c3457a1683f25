-- The keys of all figures, under numbers: they are few, and the same in every department-year. The blank cells beside
-- them have keys too, for one of them may be a figure that is missing: a line that the identities name may be blank
-- as a whole. A table: nearly every model reads it, and as a view each would look through all figures again.
{{ config(materialized='table') }}

with

printed_keys as (
    select
        sheet_id,
        row_key,
        column_key
    from {{ ref('stg_cells') }}

    union

    select
        sheet_id,
        row_key,
        column_key
    from {{ source('landing', 'unread_cells') }}
),

lines as (
    select
        sheet_id,
        row_key
    from printed_keys

    union

    select
        sheet_id,
        row_key
    from {{ source('control', 'identity_terms') }}
    where row_rule = 'key'
),

columns as (
    select distinct
        sheet_id,
        column_key
    from printed_keys
),

final as (
    select
        cast(row_number() over (order by sheet_id, lines.row_key, columns.column_key) as integer) as cell_key,
        cast(dense_rank() over (order by sheet_id, lines.row_key) as integer) as row_no,
        sheet_id,
        lines.row_key,
        columns.column_key
    from lines
    inner join columns using (sheet_id)
)

select * from final
