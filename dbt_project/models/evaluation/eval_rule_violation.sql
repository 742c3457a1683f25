-- What the rules of expectations/rules.yml refuse: one step per rule, each row with its place. A step says what is
-- printed (found) and what the rule wants (expected); the rule's message makes words of them.
{% set steps = [
    'incomplete', 'without_total', 'malformed', 'outside_classes', 'orphans', 'renamed', 'oddly_named', 'negative',
    'implausible',
] %}

with

sheets as (
    select * from {{ source('landing', 'sheets') }}
),

rules as (
    select * from {{ source('control', 'rules') }}
),

ranges as (
    select * from {{ ref('plausible_ranges') }}
),

known_names as (
    select
        'function' as classification,
        code,
        name,
        source <> '2017' as is_current
    from {{ ref('function_codes') }}

    union all

    select
        'economic' as classification,
        code,
        name,
        source <> '2017' as is_current
    from {{ ref('economic_codes') }}

    union all

    select
        classification,
        code,
        name,
        false as is_current
    from {{ ref('other_code_names') }}
),

with_total as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id
    from {{ ref('stg_cells') }}
    where row_key = 'total'
),

code_rows as (
    select
        *,
        cast(null as varchar) as column_key,
        cast(null as integer) as column_no
    from {{ ref('stg_printed_code_rows') }}
),

incomplete as (
    select
        * replace (cast(null as integer) as column_no),
        'sheets.complete' as rule_id,
        '' as row_key,
        cast(null as varchar) as column_key,
        status as found,
        sheet_id as expected,
        cast(null as integer) as others
    from sheets
    where status in ('missing', 'unreadable')
),

without_total as (
    select
        code_rows.department_id,
        code_rows.fiscal_year,
        code_rows.sheet_id,
        'sheets.total_printed' as rule_id,
        'total' as row_key,
        cast(null as varchar) as column_key,
        cast(count(*) as varchar) as found,
        '' as expected,
        cast(null as integer) as others,
        min(code_rows.file_name) as file_name,
        min(code_rows.page) as page,
        min(code_rows.sheet_name) as sheet_name,
        cast(null as integer) as row_no,
        cast(null as integer) as column_no
    from code_rows
    anti join with_total using (department_id, fiscal_year, sheet_id)
    where code_rows.classification = 'function'
    group by code_rows.department_id, code_rows.fiscal_year, code_rows.sheet_id
),

malformed as (
    select
        *,
        'codes.well_formed' as rule_id,
        row_key as found,
        case classification when 'economic' then '3、5' else '3、5、7' end as expected,
        cast(null as integer) as others
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
        left(code_rows.row_key, 3) as expected,
        cast(null as integer) as others
    from code_rows
    anti join known_names
        on code_rows.classification = known_names.classification and left(code_rows.row_key, 3) = known_names.code
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

orphans as (
    select
        code_rows.*,
        'codes.parent_printed' as rule_id,
        code_rows.row_key as found,
        left(code_rows.row_key, length(code_rows.row_key) - 2) as expected,
        cast(null as integer) as others
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

-- names are few, however often they are printed: they are stripped and compared once
names as (
    select
        *,
        {{ bare_name('label') }} as bare
    from (
        select distinct
            classification,
            row_key,
            label
        from code_rows
        where label <> ''
    ) as labels
),

-- codes under several names in one department-year, few of all
several_names as (
    select
        department_id,
        fiscal_year,
        classification,
        row_key
    from code_rows
    where label <> ''
    group by department_id, fiscal_year, classification, row_key
    having min(label) <> max(label)
),

named as (
    select
        code_rows.*,
        names.bare
    from code_rows
    semi join several_names using (department_id, fiscal_year, classification, row_key)
    inner join names using (classification, row_key, label)
),

counted_names as (
    select
        department_id,
        fiscal_year,
        classification,
        row_key,
        bare,
        min(label) as usual,
        count(*) as places
    from named
    group by department_id, fiscal_year, classification, row_key, bare
),

usual_names as (
    select
        department_id,
        fiscal_year,
        classification,
        row_key,
        first(bare order by places desc, bare asc) as usual_bare,
        first(usual order by places desc, bare asc) as usual,
        cast(max(places) as integer) as places
    from counted_names
    group by department_id, fiscal_year, classification, row_key
    having count(*) > 1
),

renamed as (
    select
        named.*,
        'names.one_per_code' as rule_id,
        named.label as found,
        usual_names.usual as expected,
        usual_names.places as others
    from named
    inner join usual_names using (department_id, fiscal_year, classification, row_key)
    where not contains(named.bare, usual_names.usual_bare) and not contains(usual_names.usual_bare, named.bare)
),

odd_names as (
    select names.*
    from names
    anti join known_names
        on
            names.classification = known_names.classification
            and names.row_key = known_names.code
            and {{ resembles('names.bare', bare_name('known_names.name')) }}
),

oddly_named as (
    select
        code_rows.*,
        'names.as_classified' as rule_id,
        code_rows.label as found,
        current_names.name as expected,
        cast(null as integer) as others
    from code_rows
    semi join odd_names using (classification, row_key, label)
    inner join known_names as current_names
        on
            code_rows.classification = current_names.classification
            and code_rows.row_key = current_names.code
            and current_names.is_current
),

negative as (
    select
        *,
        case
            when sheet_id = 'income' or column_key = 'income' or starts_with(row_key, 'income.')
                then 'amounts.income_not_negative'
            else 'amounts.not_negative'
        end as rule_id,
        {{ wan_text('amount') }} as found,
        '' as expected,
        cast(null as integer) as others
    from {{ ref('stg_cells') }}
    where
        amount < 0
        and column_key not in ('opening_balance', 'closing_balance')
        and not regexp_matches(row_key, 'balance|surplus')
),

implausible as (
    select
        cells.*,
        'amounts.plausible' as rule_id,
        {{ wan_text('cells.amount') }} as found,
        {{ wan_text('ranges.lowest_wan') }} || '–' || {{ wan_text('ranges.highest_wan') }} as expected,
        cast(null as integer) as others
    from {{ ref('stg_cells') }} as cells
    inner join ranges using (sheet_id, row_key, column_key)
    where cells.amount <> 0 and abs(cells.amount) not between ranges.lowest_wan and ranges.highest_wan
),

refused as (
    {%- for step in steps %}
        select
            department_id,
            fiscal_year,
            rule_id,
            sheet_id,
            coalesce(row_key, '') as row_key,
            coalesce(column_key, '') as column_key,
            found,
            expected,
            others,
            file_name,
            page,
            sheet_name,
            row_no,
            column_no
        from {{ step }}
        {%- if not loop.last %}

            union all
        {% endif %}
    {%- endfor %}
),

final as (
    select
        refused.department_id,
        refused.fiscal_year,
        refused.rule_id,
        refused.sheet_id,
        refused.row_key,
        refused.column_key,
        refused.sheet_id
        || case refused.row_key when '' then '' else '[' || refused.row_key || ']' end
        || case refused.column_key when '' then '' else '.' || refused.column_key end as binding,
        rules.severity,
        {%- for message in ['message', 'message_en'] %}
            replace(
                replace(replace(rules.{{ message }}, '{found}', refused.found), '{expected}', refused.expected),
                '{count}', coalesce(cast(refused.others as varchar), '')
            ) as {{ message }},
        {%- endfor %}
        {{ place_text() }} as place,
        refused.file_name,
        refused.page,
        refused.sheet_name,
        refused.row_no,
        refused.column_no
    from refused
    inner join rules using (rule_id)
)

select * from final
