select
    department_id,
    name,
    aliases,
    district,
    administrative_code,
    parent_id,
    valid_from,
    valid_to,
    successor_id,
    former_names
from {{ source('landing', 'departments') }}
