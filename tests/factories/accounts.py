import factory
from django.utils import timezone

from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.models import Consent, Department, User
from portal1034.regions.models import Province


class UserFactory(factory.django.DjangoModelFactory):
    """A person whose number cannot ring; password "mat-khau-thu" unless `password=` says otherwise."""

    class Meta:
        model = User

    phone = factory.Sequence(lambda n: f"+84900{n % 1_000_000:06d}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Thị Thử {n}")
    role = Role.HOUSEHOLD
    phone_verified_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(password=kwargs.pop("password", "mat-khau-thu"), **kwargs)


class DepartmentFactory(factory.django.DjangoModelFactory):
    """`DepartmentFactory(codes=["24"])` covers Bắc Giang."""

    class Meta:
        model = Department

    name = factory.Sequence(lambda n: f"Sở Khoa học và Công nghệ thử {n}")
    short_name = factory.Sequence(lambda n: f"Sở KH&CN {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        codes = kwargs.pop("codes", ["24"])
        department = super()._create(model_class, *args, **kwargs)
        department.provinces.set(Province.objects.filter(code__in=codes))
        return department


class OfficerFactory(UserFactory):
    role = Role.OFFICER
    full_name = factory.Sequence(lambda n: f"Trần Văn Cán {n}")
    department = factory.SubFactory(DepartmentFactory)


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    purpose = ConsentPurpose.REGISTER
    wording_version = "2026-01"
    wording = "Tôi đồng ý."
    recorded_by = factory.SelfAttribute("user")
