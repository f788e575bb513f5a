"""The kit: what pages are made of. `{% load ui %}`; each thing here has a template in templates/ui/.

Marks
    {% icon "home" %}  {% icon "check" "s" %}  {% icon "bell" label=_("Notices") %}      outlines of tabler.io/icons
    {% avatar employee %}  {% avatar employee "s" %}                   initials; the ground follows the id
    {% person employee url=url %}  {% person employee url=url note=_("your manager") size="s" %}
                                                                       the note is the job title when left out
    {% by_whom seen.by seen.acting_for %}                              Ana Ribeiro, or: Ana Ribeiro for Tomasz Wilk
    {% chip "good" _("In") %}  {% chip "wait" _("Not yet") icon="clock" %}
                                                                       good watch off late accent sun wait ask away calm
    {% word "watch" _("At risk") %}                                    the same without a ground
    {% count 7 _("waiting") on=True %}                                 the number in a pill; nothing at 0
    {% key "j" %}
    {% who %}<strong>You and Ana</strong>, your manager now.{% endwho %}        who can see this
    {% audience audience %}                                            the same, from a people.queries.Audience
    {% fresh %}Check-ins as of now.{% endfresh %}                      how new the figures are

Figures (drawn by the server; every one carries its sentence for readers)
    {% progress 55 expected=58 %}  {% progress 55 label=_("…") %}      per cent of 100
    {% spark values usual=4 of=employee.name %}                        None is a gap; lowest=1 highest=5
    {% strip weeks %}                 weeks: objects with .label .asked .answered .missing (names, may be empty) and
                                      .said (instead of the sentence made of them)
    {% chart chart %}                 object or dict with id title answer data columns rows [caption tall]; data as
                                      static/js/chart.js reads it; rows are lists of cells, the first is the row's head
    {% chart_scripts %}               once, in {% block scripts %} of a page that shows charts
    {% heat table %}                  object or dict with caption columns rows (label n cells [url]);
                                      a cell is 0 to 100, None or "withheld"

Lists, places
    {% tabs tabs %}                   objects with .label .url .current [.count]
    {% pager page %}                  a django.core.paginator page; keeps the query string
    {% empty _("Nothing waits.") _("Check-ins of your people appear here.") url=url act=_("Invite them") %}
    {% fold _("Also due") count=2 %}…{% endfold %}                     open=True, id="…"
    {% job job title=_("…") url=url cancel_url=cancel %}               a people.Job (state done total words), polled at
                                      url while it runs; result_url= result= when it is done
    {% steps 3 7 %}                   three of seven read
    {% in_place %}                    attributes of a form or link: done without losing the place, frame brought along
    {% in_part "goal" 7 along="said" %}  the same of one part, #goal-7, and of #said, which tells of it; beside hx-get …
    {% due thing %}                   a kernel.slots.Due: verb, what, acts; opened in place when open=True
    {% difftable table %}             object or dict with caption columns rows; see ui/difftable.html
    {% conflict yours theirs sent_as %}  what you wrote beside what is there (two dicts by field name)
    {% came_from as back %}           the page before, when it is ours

Forms
    {% form_keys form %}              the same sending counts once (nonce), nobody overwrites unseen text (version)
    {% errors form %}                 summary on top, with a link to each field
    {% field form.mood kind="mood" %} line area select radio seg mood check file date; from the widget when left out
        options: label= help= optional=True/False rows=2 placeholder= hide_label=True unit="%" autocomplete=
    {% sendbar saved=draft.saved_at %}<button class="btn btn-primary">Send to Ana</button>{% endsendbar %}
    <form data-ph-draft="check-in:7" …>                                app.js keeps the draft, the send bar says so

Words and dates (filters); a zone is a name, a ZoneInfo or an employee, by default the viewer's
    {{ date|day }} 23 November · {{ date|weekday }} Friday · {{ date|long_day }} Monday 23 November
    {{ date|nearby }} Today, Tomorrow, Thursday, 30 November · {{ 7|spelled }} Seven (above nine: 12)
    {{ check_in|period }} or {{ start|period:end }} 16 to 20 November
    {{ moment|at:zone }} today, 08:58 / Friday, 16:12 / 12 October, 09:02
    {{ moment|clock:zone }} 16:40 · {{ moment|brief:zone }} Fri 16:40
    {{ 93|percent }} 93 % (None: –) · {{ 3.41|score }} 3.4 (None: –) · {{ 1153|number }} 1,153
"""

from . import fields, figures, lists, marks
from .library import register

__all__ = ["fields", "figures", "lists", "marks", "register"]
