"""A plan, written down by the portal's own operations."""

from collections.abc import Mapping

from django.db import models
from django.utils import timezone

from harvests.enums import Delivery, TraderKind
from harvests.models import BuyRequest, Harvest
from harvests.operations import (
    ask_for_verification,
    attach_paper,
    declare_harvest,
    mark_sold_out,
    post_buy_request,
    register_trader,
    tell_actual,
    tell_progress,
    verify_trader,
)
from households.models import Household
from households.operations import register_household, return_for_correction, verify
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, Role
from portal1034.accounts.models import Consent, User
from portal1034.commodities.models import Commodity
from portal1034.core.images import Picture
from portal1034.demo import names
from portal1034.demo.moments import Clock, set_moments
from portal1034.demo.orders import write_orders
from portal1034.demo.papers import sample_paper, write_papers
from portal1034.demo.pictures import Key
from portal1034.demo.pieces import HarvestPlan, HouseholdPlan, Plan, ProductPlan, RequestPlan, TraderPlan
from portal1034.demo.products import write_grades_and_seasons
from portal1034.demo.reminders import write_reminders
from portal1034.demo.rights import write_rights
from portal1034.demo.staff import PASSWORD, write_departments, write_staff
from portal1034.demo.writing_announcement import write_announcement
from portal1034.demo.writing_deals import write_deals, write_watches
from portal1034.demo.writing_news import write_articles, write_notices
from portal1034.demo.writing_newsroom import write_unfinished
from portal1034.demo.writing_talks import write_talks
from portal1034.demo.writing_warnings import write_warnings
from portal1034.regions.addresses import parse_many
from portal1034.regions.models import Commune, Province
from products.models import Product
from products.operations import add_photo, create_product, publish, remove_photo, update_product

COMPANIES = ("Nông sản", "Cơ sở", "Kho lạnh", "Gạo", "Hải sản")
# What some requests say besides: grade, deposit, where the goods change hands.
DETAILS = (
    {},
    {"grade": "loại 1", "deposit_percent": 30, "deposit_when": "khi chốt lịch giao", "delivery": Delivery.AT_FARM},
    {"delivery": Delivery.AT_POINT},
    {"grade": "loại 1 và 2", "delivery": Delivery.AT_FARM},
    {"deposit_vnd": 5_000_000, "deposit_when": "ba ngày trước khi hái", "delivery": Delivery.AT_FARM},
)


class Writer:
    """Holds what the steps have in common: the clock, rows by their keys, and what was written so far."""

    def __init__(self, plan: Plan, pictures: Mapping[Key, Picture]) -> None:
        self.plan, self.pictures, self.clock = plan, pictures, Clock()
        self.commodities = {commodity.slug: commodity for commodity in Commodity.objects.select_related("category")}
        self.provinces = {province.code: province for province in Province.objects.all()}
        self.departments = write_departments()
        self.editors, self.officers = write_staff(plan.provinces, self.departments, self.clock)
        self.households = self._households()
        self.products = [self._product(told) for told in plan.products]
        self.harvests = [self._harvest(told) for told in plan.harvests]
        self.traders = [self._trader(told) for told in plan.traders]
        self.requests = [self._request(told) for told in plan.requests]

    # ---- households ----

    def _households(self) -> list[Household]:
        addresses = parse_many([f"{told.hamlet}, {told.address}" for told in self.plan.households])
        return [self._household(told, address) for told, address in zip(self.plan.households, addresses, strict=True)]

    def _household(self, told: HouseholdPlan, address) -> Household:
        officer = self.officers[told.province]
        owner = self._person(names.FIRST_HOUSEHOLD + told.number, told.owner, told.days_ago, claimed=not told.assisted)
        purposes = [ConsentPurpose.REGISTER, ConsentPurpose.POSTMART, ConsentPurpose.VOSO]
        household, _created = register_household(
            owner=owner,
            name=told.name,
            commune=address.commune,
            address_line=told.hamlet,
            address_typed=address.text,
            commodities=[self.commodities[slug] for slug in told.crops],
            crop_areas={self.commodities[slug].pk: area for slug, area in told.crop_areas.items()},
            area_m2=told.area_m2,
            story=told.story,
            consents=purposes + [ConsentPurpose.CONTACT] * told.shows_phone,
            recorded_by=officer if told.assisted else None,
            how=ConsentHow.PAPER if told.assisted else ConsentHow.SELF,
        )
        if told.verified:
            household = verify(household=household, by=officer)
        elif told.returned_for:
            household = return_for_correction(household=household, by=officer, reason=told.returned_for)
        # The commune's province comes with its successor, which each product's search words name.
        household.commune, household.province, household.owner = address.commune, address.commune.province, owner
        return household

    def _person(self, number: int, full_name: str, days_ago: int, *, claimed: bool = True, role=Role.HOUSEHOLD) -> User:
        joined = self.clock.ago(days=days_ago, salt=number)
        signs_in = number in {names.FIRST_HOUSEHOLD, names.FIRST_TRADER}
        return User.objects.create_user(
            names.phone(number),
            PASSWORD if signs_in else None,
            full_name=full_name,
            role=role,
            phone_verified_at=joined if claimed else None,
            date_joined=joined,
        )

    # ---- products ----

    def _product(self, told: ProductPlan) -> Product:
        household = self.households[told.household]
        product = create_product(
            household=household,
            commodity=self.commodities[told.slug],
            title=told.first_title or told.title,
            description=told.description,
            unit_label=told.unit,
            price_vnd=told.price_vnd,
            stock=told.stock,
            weight_g=told.weight_g,
        )
        photos = [
            add_photo(product=product, picture=self.pictures[told.slug, variant])
            for variant in told.variants + told.dropped
        ]
        if told.is_shown:
            publish(product=product, marketplaces=told.marketplaces, by=household.owner)
        for photo in photos[len(told.variants) :]:
            remove_photo(photo=photo)
        return update_product(product=product, title=told.title) if told.first_title else product

    # ---- harvests and traders ----

    def _harvest(self, told: HarvestPlan) -> Harvest:
        harvest = declare_harvest(
            household=self.households[told.household],
            commodity=self.commodities[told.slug],
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            volume_kg=told.volume_kg,
            price_vnd=told.price_vnd,
            note=told.note,
        )
        if told.left_kg:
            return tell_progress(harvest=harvest, gathered_kg=told.volume_kg - told.left_kg, left_kg=told.left_kg)
        if not told.is_sold:
            return harvest
        harvest = mark_sold_out(harvest=harvest)
        return harvest if told.actual_kg is None else tell_actual(harvest=harvest, actual_kg=told.actual_kg)

    def _trader(self, told: TraderPlan):
        user = self._person(names.FIRST_TRADER + told.number, told.person, 20 + told.number * 3, role=Role.TRADER)
        trader = register_trader(
            user=user,
            name=told.name,
            kind=TraderKind.COMPANY if told.name.startswith(COMPANIES) else TraderKind.PERSON,
            contact_person=told.person,
            province=self.provinces[told.province],
            commune=Commune.objects.filter(province__code=told.province).order_by("code").first(),
            story=told.story,
        )
        officer = self.officers.get(told.province)
        if told.verified:
            return verify_trader(trader=trader, by=officer)
        return ask_for_verification(trader=attach_paper(trader=trader, document=sample_paper()))

    def _request(self, told: RequestPlan) -> BuyRequest:
        return post_buy_request(
            trader=self.traders[told.trader],
            commodity=self.commodities[told.slug],
            province=self.provinces.get(told.province),
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            volume_kg=told.volume_kg,
            price_vnd=told.price_vnd,
            note=told.note,
            **DETAILS[(told.trader + told.volume_kg) % len(DETAILS)],
        )

    # ---- moments ----

    def put_back_in_time(self) -> None:
        self._date_households()
        self._date_products()
        for told, harvest in zip(self.plan.harvests, self.harvests, strict=True):
            harvest.created_at = harvest.confirmed_at = self.clock.ago(days=told.confirmed_days_ago, salt=harvest.pk)
        set_moments(self.harvests, "created_at", "confirmed_at")
        for told, request in zip(self.plan.requests, self.requests, strict=True):
            request.created_at = self.clock.ago(days=told.days_ago, salt=request.pk)
        set_moments(self.requests, "created_at")

    def _date_households(self) -> None:
        consents = {household.owner_id: household for household in self.households}
        for told, household in zip(self.plan.households, self.households, strict=True):
            household.created_at = self.clock.ago(days=told.days_ago, salt=household.pk)
            if household.verified_at:
                household.verified_at = self.clock.ago(days=told.days_ago - 1, salt=household.pk + 3)
        set_moments(self.households, "created_at", "verified_at")
        given = list(Consent.objects.filter(user__in=consents))
        for consent in given:
            consent.given_at = consents[consent.user_id].created_at
        set_moments(given, "given_at")

    def _date_products(self) -> None:
        products: list[models.Model] = []
        for told, product in zip(self.plan.products, self.products, strict=True):
            product.created_at = self.clock.ago(days=told.days_ago, salt=product.pk)
            product.shown_at = product.created_at if told.is_shown else None
            products.append(product)
        set_moments(products, "created_at", "shown_at")


def write_plan(plan: Plan, pictures: Mapping[Key, Picture]) -> None:
    """Write all of `plan`; `pictures` holds every photograph its products show. The caller holds the transaction."""
    writer = Writer(plan, pictures)
    writer.put_back_in_time()
    write_orders(writer.products, writer.clock)
    write_reminders(plan, writer.households, writer.officers)
    mine = [product for product in writer.products if product.household_id == writer.households[0].pk]
    write_grades_and_seasons(mine, timezone.localdate())
    write_papers(writer.households, writer.officers, writer.clock)
    write_talks(plan.talks, writer.traders, writer.households, writer.harvests, writer.requests, writer.clock)
    write_deals(writer.traders[0], writer.harvests, writer.clock)
    wanted = [request.commodity for request in writer.requests if request.trader == writer.traders[0]]
    write_watches(writer.traders[0], writer.households[0], wanted[:2])
    write_articles(plan.articles, writer.provinces, writer.editors, writer.clock)
    write_announcement(plan.articles, writer.commodities)
    write_unfinished(writer.editors)
    write_notices(plan.notices, writer.commodities, writer.provinces, writer.clock)
    write_warnings(writer.officers, writer.traders[0])
    write_rights(writer.households, writer.officers, writer.traders, writer.clock)
