import datetime as dt

import factory
from django.utils import timezone

from households.enums import AttendanceHow, CertificateKind, CertificateState
from households.models import Attendance, Certificate, TrainingClass
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of


class CertificateFactory(factory.django.DjangoModelFactory):
    """A self-declared VietGAP of a verified household in Bắc Giang, good for another year."""

    class Meta:
        model = Certificate

    household = factory.SubFactory(VerifiedHouseholdFactory)
    kind = CertificateKind.VIETGAP
    number = factory.Sequence(lambda n: f"VietGAP-TT-24-{n}")
    issuer = "Trung tâm Chứng nhận thử"
    issued_on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=365))
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=365))


class VerifiedCertificateFactory(CertificateFactory):
    state = CertificateState.VERIFIED
    verified_at = factory.LazyFunction(timezone.now)
    verified_by = factory.SubFactory(OfficerFactory)


class TrainingClassFactory(factory.django.DjangoModelFactory):
    """A class in Bắc Giang that began half an hour ago and ends in two."""

    class Meta:
        model = TrainingClass

    title = factory.Sequence(lambda n: f"Lớp lên sàn {n}")
    province = factory.LazyFunction(lambda: commune_of("24").province)
    place = "Nhà văn hóa thôn Kép"
    starts_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(minutes=30))
    ends_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=2))


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    training_class = factory.SubFactory(TrainingClassFactory)
    household = factory.SubFactory(HouseholdFactory)
    how = AttendanceHow.LIST
    recorded_by = factory.SubFactory(UserFactory)
