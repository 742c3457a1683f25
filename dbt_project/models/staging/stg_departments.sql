select
    department_id,
    name,
    aliases,
    district,
    administrative_code
from {{ source('landing', 'departments') }}
