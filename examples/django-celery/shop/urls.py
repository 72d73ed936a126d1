from django.http import HttpResponse
from django.urls import path

from .queue import add


def healthz(request):
    return HttpResponse("ok\n")


def sum_of(request, a, b):
    return HttpResponse(f"{add.delay(a, b).get(timeout=10)}\n")


urlpatterns = [path("healthz", healthz), path("add/<int:a>/<int:b>", sum_of)]
