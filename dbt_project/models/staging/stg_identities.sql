select
    identity_id,
    title,
    title_en,
    basis,
    severity,
    relation,
    where_printed,
    is_about_claims,
    formula
from {{ source('landing', 'identities') }}
