# The portal's image: web, worker and beat are the same image with another command (see Procfile).
FROM python:3.13-slim AS build
WORKDIR /srv
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/base.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv portal
WORKDIR /srv
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal1034.settings.prod DATABASE_POOL=1 MEDIA_ROOT=/srv/media
COPY . .
# Compress and name the static files once, while the image is made; the values only satisfy the settings.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build REDIS_URL=redis://build \
    DJANGO_SETTINGS_MODULE=portal1034.settings.dev python manage.py collectstatic --no-input \
    && mkdir -p media media-private && chown portal media media-private
USER portal
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--no-ws", "portal1034.wsgi:application"]
