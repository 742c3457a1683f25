-- What the rules names.* refuse: a code under another name than elsewhere in the same disclosure, or under a name far
-- from those that the classification knows. Names are few, however often they are printed: they are stripped and
-- compared once.
with

code_rows as (
    select * from {{ ref('stg_printed_code_rows') }}
    where label <> ''
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

labels as (
    select distinct
        classification,
        row_key,
        label
    from code_rows
),

names as (
    select
        *,
        {{ bare_name('label') }} as bare
    from labels
),

-- codes under several names in one department-year, few of all
several_names as (
    select
        department_id,
        fiscal_year,
        classification,
        row_key
    from code_rows
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
        {{ first_by('bare', ['-places', 'bare']) }} as usual_bare,
        {{ first_by('usual', ['-places', 'bare']) }} as usual,
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
        current_names.name as expected
    from code_rows
    semi join odd_names using (classification, row_key, label)
    inner join known_names as current_names
        on
            code_rows.classification = current_names.classification
            and code_rows.row_key = current_names.code
            and current_names.is_current
),

refused as (
    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        found,
        expected,
        others,
        file_name,
        page,
        sheet_name,
        row_no
    from renamed

    union all

    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        found,
        expected,
        cast(null as integer) as others,
        file_name,
        page,
        sheet_name,
        row_no
    from oddly_named
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
        others,
        file_name,
        page,
        sheet_name,
        row_no
    from refused
)

select * from final
