# The image of web, workers, clock and migrations. It holds no secret and runs as nobody in particular.
ARG PYTHON=3.13

# --- build: packages and front-end files by their locks, static files with hashed names ---
FROM python:${PYTHON}-slim AS build
WORKDIR /app

# Tools that bring npm stay behind in this stage.
COPY requirements/ requirements/
RUN python -m venv /tools \
 && /tools/bin/pip install --no-cache-dir --quiet --require-hashes --no-deps -r requirements/local.txt \
 && python -m venv --without-pip /venv \
 && /tools/bin/uv pip sync --quiet --no-cache --require-hashes --python /venv/bin/python requirements/base.txt

COPY . .
# Neither address nor key is used here: settings want them to be there, nothing is connected to and nothing is signed.
RUN /tools/bin/python -m perfhub.management.local assets \
 && DATABASE_URL=postgresql://nowhere/none PERFHUB_KEYS=none PERFHUB_DATA=/srv/perfhub \
    /venv/bin/python manage.py collectstatic --no-input \
 && rm -rf node_modules .assets-test requirements \
 && /venv/bin/python -m compileall -q /venv/lib /app

# --- run ---
FROM python:${PYTHON}-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin perfhub
COPY --from=build /venv /venv
COPY --from=build /srv/perfhub /srv/perfhub
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PERFHUB_DATA=/srv/perfhub PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8000
CMD ["gunicorn", "perfhub.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--preload", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30", "--no-control-socket"]
