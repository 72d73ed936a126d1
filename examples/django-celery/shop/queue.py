import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
broker = os.environ.get("BROKER", "redis://127.0.0.1:6379/0")

app = Celery("shop", broker=broker, backend=broker)
app.conf.beat_schedule = {"tidy": {"task": "shop.queue.tidy", "schedule": 60.0}}


@app.task
def add(a, b):
    return a + b


@app.task
def tidy():
    return "nothing to tidy"
