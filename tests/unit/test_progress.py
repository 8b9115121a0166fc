from seedlite.progress import PartsProgress, StagedProgress


def test_staged_progress_with_a_note_reports_units_over_all_stages_and_the_note():
    seen = []
    stages = StagedProgress(lambda *state: seen.append(state), 2)
    stages.next()(1, 2)
    stages.next()(3, 4, "loss 0.5")  # as training gives it, in a search for a limit of loss
    assert seen == [(500, 2000), (1750, 2000, "loss 0.5")]


def test_parts_progress_after_two_of_three_parts_has_reported_each():
    seen = []
    step = PartsProgress(lambda *state: seen.append(state), 3)
    step()
    step()
    assert seen == [(1, 3), (2, 3)]


def test_progress_without_a_callable_reports_nothing():
    PartsProgress(None, 1)()
    StagedProgress(None, 1).next()(1, 1)
