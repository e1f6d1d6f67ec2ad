"""What filters can ask about companies."""

from mewayz_crm.companies.models import Company, CompanyDomain
from mewayz_crm.companies.schemas import CompanyRead
from mewayz_crm.filters.many import Texts
from mewayz_crm.filters.registry import Fields, columns

FIELDS = (
    Fields(
        "company",
        {
            **columns(
                Company,
                CompanyRead,
                "name",
                "industry",
                "employees",
                "founded",
                "website",
                "phone",
                "country",
                "description",
                "external_id",
                "owner_id",
                "parent_id",
                "created_at",
                "updated_at",
            ),
            "domain": Texts(Company.id, CompanyDomain.company_id, (CompanyDomain.domain,)),
        },
    ),
)
