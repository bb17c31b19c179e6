"""A pack's templates: what is wrong with them is told by place, and nothing in them can do anything."""

from __future__ import annotations

import pytest

import followup
from followup.cases.templates import check_templates, names_known, templates_of
from followup.language.load import bundled_names
from followup.language.problems import Problems

PACK = followup.load_pack("five-rules")


def problems(tmp_path, text):
    (tmp_path / "templates").mkdir(exist_ok=True)
    (tmp_path / "templates" / "t.yaml").write_text(text, "utf-8")
    return [str(each).removeprefix(f"{tmp_path}/templates/") for each in check_templates(PACK.tree, tmp_path)]


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{template: a, for: {purpose: follow_up}, text: 'Dear $persn'}",
         "t.yaml:2:57: unknown name '$persn' in template 'a'; did you mean 'person'?"),
        ("{template: a, for: {purpose: follow_up}, text: '${__class__}'}",
         "t.yaml:2:57: unknown name '$__class__' in template 'a'; a template can use $person, $me, $title, $offer, "
         "$answer, $contact_date, $reply_date, $talk_date, $missed_call_date, $interview_date"),
        ("{template: a, for: {purpose: follow_up}, text: 'for 5 $'}",
         "t.yaml:2:57: a '$' without a name in template 'a'; write $$ for the sign itself"),
        ("{template: a, for: {purpose: folow_up}, text: x}",
         "t.yaml:2:39: unknown purpose 'folow_up' in template 'a'; did you mean 'follow_up'?"),
        ("{template: a, for: {purpos: follow_up}, text: x}",
         "t.yaml:2:30: unknown attribute 'purpos' in template 'a'; did you mean 'purpose'?"),
        ("{template: a, for: {purpose: answer}, channel: [emial], text: x}",
         "t.yaml:2:58: unknown channel 'emial' in template 'a'; did you mean 'email'?"),
    ],
)  # fmt: skip
def test_each_problem_has_a_place_and_a_way_out(tmp_path, template, problem):
    assert problems(tmp_path, f"templates:\n  -      {template}\n") == [problem]


def test_two_templates_do_not_share_a_name(tmp_path):
    one = "  - {template: a, for: {purpose: answer}, text: x}\n"
    [problem] = problems(tmp_path, f"templates:\n{one}{one}")
    assert problem.startswith("t.yaml:3:5: template 'a' is there twice; first at ")


def test_a_file_that_is_no_yaml_does_not_hide_the_next(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "s.yaml").write_text("templates: [", "utf-8")
    assert len(problems(tmp_path, "templates: [{template: a, for: {}, text: $x}]")) == 2


def test_a_stray_dollar_is_refused_when_templates_are_read(tmp_path):
    problems(tmp_path, "templates: [{template: a, for: {}, text: '$ 5'}]")
    with pytest.raises(Problems, match="without a name"):
        templates_of(PACK.tree, tmp_path)


@pytest.mark.parametrize(
    "name", [each for each in bundled_names() if followup.load_pack(each).tree.desk.purpose is not None]
)
def test_bundled_packs_have_three_sound_wordings_for_every_purpose_and_channel(name):
    pack = followup.load_pack(name)
    assert check_templates(pack.tree, pack.folder) == ()
    found = templates_of(pack.tree, pack.folder)
    purposes = pack.tree.attributes[pack.tree.desk.purpose].one_of
    for purpose in purposes:
        for channel in pack.tree.channels:
            serving = [each for each in found if each.serves({"purpose": purpose}, channel)]
            assert len(serving) >= 3, (purpose, channel)
            assert all(set(each.names) <= set(names_known(pack.tree)) for each in serving)


def test_a_pack_that_extends_another_has_its_templates_too(tmp_path):
    (tmp_path / "pack.yaml").write_text(
        "language: 1\npack: ours\nversion: 1.0.0\nextends: five-rules\n", "utf-8"
    )
    (tmp_path / "templates").mkdir()
    own = "templates: [{template: answer-mail-glad, for: {purpose: answer}, text: ours}]"
    (tmp_path / "templates" / "t.yaml").write_text(own, "utf-8")
    pack = followup.load_pack(tmp_path)
    found = {each.id: each.text for each in templates_of(pack.tree, tmp_path)}
    assert found["answer-mail-glad"] == "ours"
    assert len(found) == len(templates_of(PACK.tree, PACK.folder))
