-- Which edition of a department-year this is. A new one begins where its documents or the catalogue changed, and
-- nowhere else: publishing again what was published changes nothing here.
{% set term_columns = [
    'identity_id', 'slot', 'alternative', 'side', 'sign', 'sheet_id', 'row_rule', 'row_key', 'column_rule', 'column_key',
    'budget',
] %}

with

documents as (
    select
        department_id,
        fiscal_year,
        {{ joined_distinct('document_sha256', ' ') }} as documents
    from {{ source('landing', 'documents') }}
    group by department_id, fiscal_year
),

identities as (
    select
        {{ joined_text("concat_ws('|', identity_id, severity, relation, where_printed)", ';', ['identity_id']) }}
            as text
    from {{ source('control', 'identities') }}
),

terms as (
    select
        {{ joined_text("concat_ws('|', " ~ term_columns | join(', ') ~ ")", ';', term_columns) }} as text
    from {{ source('control', 'identity_terms') }}
),

rules as (
    select {{ joined_text("concat_ws('|', rule_id, severity)", ';', ['rule_id']) }} as text
    from {{ source('control', 'rules') }}
),

catalogue as (
    select md5(concat_ws('#', identities.text, terms.text, rules.text)) as catalogue
    from identities
    cross join terms
    cross join rules
),

previous as (
    select * from {{ source('control', 'previous_editions') }}
),

-- a department-year whose files are gone keeps its last edition
current_state as (
    select
        coalesce(documents.department_id, previous.department_id) as department_id,
        coalesce(documents.fiscal_year, previous.fiscal_year) as fiscal_year,
        previous.edition_no as previous_no,
        previous.documents as previous_documents,
        previous.catalogue as previous_catalogue,
        previous.published_at as previously_published_at,
        documents.documents is null
        or coalesce(documents.documents = previous.documents and catalogue.catalogue = previous.catalogue, false)
            as is_unchanged,
        documents.documents,
        catalogue.catalogue
    from documents
    full join previous
        on documents.department_id = previous.department_id and documents.fiscal_year = previous.fiscal_year
    cross join catalogue
),

final as (
    select
        current_state.department_id,
        current_state.fiscal_year,
        case
            when current_state.is_unchanged then current_state.previous_no
            else cast(coalesce(current_state.previous_no, 0) + 1 as integer)
        end as edition_no,
        case when current_state.is_unchanged then current_state.previous_documents else current_state.documents end
            as documents,
        case when current_state.is_unchanged then current_state.previous_catalogue else current_state.catalogue end
            as catalogue,
        case when current_state.is_unchanged then current_state.previously_published_at else clock.published_at end
            as published_at
    from current_state
    cross join {{ source('control', 'publication_time') }} as clock
)

select * from final
