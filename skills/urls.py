"""Addresses of this floor."""

from django.urls import path

from perfhub.kernel.api import door

from .api import growing as doors
from .api import library as library_doors
from .views import growing, library

app_name = "skills"

pages = [
    path("skills/", library.skills, name="skills"),
    path("skills/new/", library.write, name="write_skill"),
    path("skills/<int:pk>/", library.change, name="change_skill"),
    path("skills/<int:pk>/retire/", library.retire, name="retire_skill"),
    path("skills/<int:pk>/bring-back/", library.bring_back, name="bring_skill_back"),
    path("growth/", growing.growth, name="growth"),
    path("growth/new/", growing.plan, name="plan"),
    path("growth/<int:pk>/", growing.growth_action, name="growth_action"),
    path("growth/<int:pk>/change/", growing.change, name="change"),
    path("growth/<int:pk>/accept/", growing.accept, name="accept"),
    path("growth/<int:pk>/decline/", growing.decline, name="decline"),
    path("growth/<int:pk>/withdraw/", growing.withdraw, name="withdraw"),
    path("growth/<int:pk>/begin/", growing.begin, name="begin"),
    path("growth/<int:pk>/not-yet/", growing.not_yet, name="not_yet"),
    path("growth/<int:pk>/finish/", growing.finish, name="finish"),
    path("growth/<int:pk>/learned/", growing.say_learned, name="say_learned"),
    path("growth/<int:pk>/drop/", growing.drop, name="drop"),
    path("growth/<int:pk>/take-up/", growing.take_up, name="take_up"),
    path("people/<int:pk>/growth/", growing.growth_of, name="growth_of"),
    path("people/<int:pk>/growth/suggest/", growing.suggest, name="suggest"),
]

api = [
    path("skills/", door(GET=library_doors.list_skills, POST=library_doors.write_skill), name="skills"),
    path("skills/<int:pk>/", door(GET=library_doors.get_skill, PATCH=library_doors.change_skill), name="skill"),
    path("skills/<int:pk>/retire/", door(POST=library_doors.retire_skill), name="retire_skill"),
    path("skills/<int:pk>/bring_back/", door(POST=library_doors.bring_skill_back), name="bring_skill_back"),
    path("growth/", door(GET=doors.list_growth_actions, POST=doors.plan_growth_action), name="growth"),
    path(
        "growth/<int:pk>/",
        door(GET=doors.get_growth_action, PATCH=doors.change_growth_action),
        name="growth_action",
    ),
    path("growth/<int:pk>/accept/", door(POST=doors.accept_growth_action), name="accept"),
    path("growth/<int:pk>/decline/", door(POST=doors.decline_growth_action), name="decline"),
    path("growth/<int:pk>/withdraw/", door(POST=doors.withdraw_growth_action), name="withdraw"),
    path("growth/<int:pk>/begin/", door(POST=doors.begin_growth_action), name="begin"),
    path("growth/<int:pk>/not_yet/", door(POST=doors.not_yet_growth_action), name="not_yet"),
    path("growth/<int:pk>/finish/", door(POST=doors.finish_growth_action), name="finish"),
    path("growth/<int:pk>/say_learned/", door(POST=doors.say_learned_from_growth_action), name="say_learned"),
    path("growth/<int:pk>/drop/", door(POST=doors.drop_growth_action), name="drop"),
    path("growth/<int:pk>/take_up/", door(POST=doors.take_up_growth_action), name="take_up"),
]
