import factory
from django.utils import timezone

from households.enums import Verification
from households.models import Household
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import give_consent
from portal1034.regions.models import Commune
from tests.factories.accounts import OfficerFactory, UserFactory


def commune_of(province_code: str) -> Commune:
    """Return the first commune of one of the 63 provinces."""
    return Commune.objects.filter(province__code=province_code).order_by("code").first()


class HouseholdFactory(factory.django.DjangoModelFactory):
    """A household waiting for verification, in Bắc Giang unless `commune=` says otherwise."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Hộ bà Lành {n}")
    commune = factory.LazyFunction(lambda: commune_of("24"))
    province = factory.LazyAttribute(lambda o: o.commune.province)
    address_line = "Thôn Phúc Thành"

    @factory.post_generation
    def agreed(self, create, given, **_more):
        """The owner agreed to be on the portal, as whoever registered has; `agreed=False` for one who has not."""
        if create and given is not False:
            give_consent(user=self.owner, purpose=ConsentPurpose.REGISTER)


class VerifiedHouseholdFactory(HouseholdFactory):
    verification = Verification.VERIFIED
    verified_at = factory.LazyFunction(timezone.now)
    verified_by = factory.SubFactory(OfficerFactory)
