-- What the rules codes.* refuse: a code that has no length of a code, that belongs to no class, or whose parent is not
-- printed.
with

code_rows as (
    select * from {{ ref('stg_printed_code_rows') }}
),

known_classes as (
    select
        'function' as classification,
        code
    from {{ ref('function_codes') }}
    where level = 'class'

    union all

    select
        'economic' as classification,
        code
    from {{ ref('economic_codes') }}
    where level = 'class'
),

malformed as (
    select
        *,
        'codes.well_formed' as rule_id,
        row_key as found,
        case classification when 'economic' then '3、5' else '3、5、7' end as expected
    from code_rows
    where
        length(row_key) not in (3, 5, 7)
        or (length(row_key) = 7 and classification = 'economic')
),

outside_classes as (
    select
        code_rows.*,
        'codes.class_known' as rule_id,
        code_rows.row_key as found,
        left(code_rows.row_key, 3) as expected
    from code_rows
    anti join known_classes
        on
            code_rows.classification = known_classes.classification
            and left(code_rows.row_key, 3) = known_classes.code
),

-- a template that prints no codes of a level at all leaves none of them out
printed_levels as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id,
        length(row_key) as code_length
    from code_rows
),

parents as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key
    from code_rows
    where length(row_key) < 7
),

without_parent as (
    select
        code_rows.*,
        'codes.parent_printed' as rule_id,
        code_rows.row_key as found,
        left(code_rows.row_key, length(code_rows.row_key) - 2) as expected
    from code_rows
    inner join printed_levels
        on
            code_rows.department_id = printed_levels.department_id
            and code_rows.fiscal_year = printed_levels.fiscal_year
            and code_rows.sheet_id = printed_levels.sheet_id
            and length(code_rows.row_key) - 2 = printed_levels.code_length
    anti join parents
        on
            code_rows.department_id = parents.department_id
            and code_rows.fiscal_year = parents.fiscal_year
            and code_rows.sheet_id = parents.sheet_id
            and left(code_rows.row_key, length(code_rows.row_key) - 2) = parents.row_key
),

refused as (
    select * from malformed

    union all

    select * from outside_classes

    union all

    select * from without_parent
),

final as (
    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        found,
        expected,
        file_name,
        page,
        sheet_name,
        row_no
    from refused
)

select * from final
