from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news import clock, pictures
        from portal1034.core.embeds import embed_kinds
        from portal1034.core.generations import turns_by_clock

        embed_kinds.register(pictures.PICTURE)
        turns_by_clock(clock.FAMILY, clock.turns)
