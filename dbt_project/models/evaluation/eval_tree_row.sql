-- The printed rows that have one above or below them in the tree of codes. Above a row stands the nearest printed
-- ancestor: an item belongs to its section, or to its class where no section is printed.
with

code_rows as (
    select * from {{ ref('eval_code_row') }}
),

printed as (
    select distinct
        observations.department_year,
        code_rows.*
    from {{ ref('eval_observation') }} as observations
    inner join code_rows using (row_no)
),

parents as (
    select
        printed.department_year,
        printed.row_no,
        case
            when sections.row_no is not null then 5
            when classes.row_no is not null then 3
            when printed.is_under_total then 0
        end as parent_length,
        coalesce(sections.row_no, classes.row_no, printed.total_row_no) as parent_row_no
    from printed
    left join printed as sections
        on
            printed.department_year = sections.department_year
            and printed.section_row_no = sections.row_no
    left join printed as classes
        on
            printed.department_year = classes.department_year
            and printed.class_row_no = classes.row_no
),

with_children as (
    select distinct
        department_year,
        parent_row_no as row_no,
        true as has_children
    from parents
    where parent_row_no is not null
),

final as (
    select
        department_year,
        row_no,
        parents.parent_length,
        coalesce(with_children.has_children, false) as has_children
    from parents
    full join with_children using (department_year, row_no)
    where parents.parent_length is not null or with_children.has_children
)

select * from final
