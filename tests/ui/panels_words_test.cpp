// What the window says: verdicts, cells, tooltips.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "ui/panels/words.hpp"
#include "ui/shell/open_run.hpp"
#include "ui/theme/look.hpp"

namespace thalweg::ui {
namespace {

Standing arrived(std::string name, std::int64_t step, double seconds) {
  Standing standing;
  standing.key = standing.name = std::move(name);
  standing.condition = Condition::converged;
  standing.step = step, standing.seconds = seconds;
  return standing;
}

TEST_CASE("The verdict compares the leader with the first other that arrived", "[panels]") {
  const std::vector<Standing> two{arrived("Newton–Sparse", 30, 0.04),
                                  arrived("Sinkhorn", 2980, 1.3)};
  const std::string text = verdict(two, 1e-10, "iteration");
  CHECK(text.starts_with("1e-10 reached: Newton–Sparse in 30 iterations, "));
  CHECK(text.find("Sinkhorn in 2\u2009980, ") != std::string::npos);
  CHECK(text.ends_with("Per iteration 99×, in time 33×."));
}

TEST_CASE("The leader is the one with the fewest steps, whatever the order", "[panels]") {
  const std::vector<Standing> two{arrived("Sinkhorn", 2000, 1.0), arrived("Newton", 20, 0.5)};
  const std::string text = verdict(two, 1e-6, "step");
  CHECK(text.starts_with("1e-06 reached: Newton in 20 steps"));
  CHECK(text.ends_with("Per step 100×, in time 2×."));
}

TEST_CASE("A slower leader is not praised", "[panels]") {
  const std::vector<Standing> two{arrived("Newton", 10, 3.0), arrived("Sinkhorn", 40, 1.5)};
  CHECK(verdict(two, 1e-6, "step").ends_with("Per step 4×, in time 0.5×."));
}

TEST_CASE("The verdict names those that did not arrive", "[panels]") {
  Standing lost = arrived("GD", 212, 0.1);
  lost.condition = Condition::diverged;
  Standing limited = arrived("Sinkhorn", 5000, 2.0);
  limited.condition = Condition::exhausted;
  const std::string text = verdict({arrived("Newton", 1, 0.1), lost, limited}, 0, "step");
  CHECK(text.starts_with("Done: Newton in 1 step, "));
  CHECK(text.find("GD left finite numbers at step 212.") != std::string::npos);
  CHECK(text.find("Sinkhorn: limit of 5\u2009000 reached.") != std::string::npos);
  CHECK(text.find("Per step") == std::string::npos);
}

TEST_CASE("While a contender goes on the verdict tells what is left", "[panels]") {
  Standing slow = arrived("Sinkhorn", 80, 0.05);
  slow.condition = Condition::progressing;
  slow.progress.rate = 0.993, slow.progress.steps_left = 1900, slow.progress.seconds_left = 0.9;
  const std::string text = verdict({slow}, 1e-10, "iteration");
  CHECK(text.starts_with("Sinkhorn: about 1\u2009900 more, "));
  slow.key = "sinkhorn";
  CHECK(verdict({slow}, 1e-10, "iteration", "sinkhorn").empty());
  slow.progress.steps_left = std::numeric_limits<double>::quiet_NaN();
  CHECK(verdict({slow}, 1e-10, "iteration").empty());
}

TEST_CASE("Cells stay narrow", "[panels]") {
  CHECK(seconds_cell(0.041) == "0.04");
  CHECK(seconds_cell(0.0041) == ".004");
  CHECK(seconds_cell(0.000047) == "4e-5");
  CHECK(seconds_cell(0) == "0.00");
  CHECK(seconds_cell(1.34) == "1.3");
  CHECK(seconds_cell(250.2) == "250");
  CHECK(number_cell(7.31e-12) == "7.3e-12");
  CHECK(number_cell(1e-10) == "1e-10");
  CHECK(number_cell(0.04321) == "0.0432");
  CHECK(number_cell(0) == "0");
  CHECK(number_cell(std::numeric_limits<double>::quiet_NaN()) == "—");
}

TEST_CASE("A parameter's tooltip holds doc, range, default and when", "[panels]") {
  ParamSpec spec;
  spec.name = "eta", spec.label = "Sharpness", spec.doc = "Large: the plan is sharp.";
  spec.lo = 1, spec.hi = 20000, spec.when = When::live;
  const std::string tip = parameter_tip(spec, 1200.0, 800.0);
  CHECK(tip.find("Large: the plan is sharp.") == 0);
  CHECK(tip.find("\nLive: the next step takes it up.") != std::string::npos);
  CHECK(tip.find("1…20\u2009000, default 1200, now 800.") != std::string::npos);
}

TEST_CASE("Values beyond the slider are told with both bounds", "[panels]") {
  ParamSpec spec;
  spec.lo = 1, spec.hi = 20000, spec.max = 1e6;
  CHECK(beyond_words(spec, 1200.0).empty());
  CHECK(beyond_words(spec, 30000.0) == "Above the slider's 1…20\u2009000; allowed to 1e+06.");
  CHECK(beyond_words(spec, 0.5) == "Below the slider's 1…20\u2009000.");
}

TEST_CASE("The status line names the contender that takes longest", "[status]") {
  Standing quick = arrived("Newton", 10, 0.1), slow = arrived("Sinkhorn, log", 540, 0.3);
  quick.condition = slow.condition = Condition::progressing;
  quick.progress.steps_left = 20, quick.progress.seconds_left = 0.1;
  slow.progress.steps_left = 2430, slow.progress.seconds_left = 1.4;
  CHECK(progress_words({quick, slow}, 5000) ==
        "Sinkhorn, log · 540 of about 2\u2009970 · 1.4 s left");
  slow.progress = {};
  CHECK(progress_words({slow}, 5000) == "Sinkhorn, log · 540 of at most 5\u2009000");
  CHECK(progress_words({arrived("Newton", 10, 0.1)}, 5000).empty());
}

TEST_CASE("A task says how far it is when it knows", "[status]") {
  CHECK(task_words({"Building cost 400×400", 0.6}, 0.4) ==
        "Building cost 400×400 · 60 % · 400 ms left");
  CHECK(task_words({"Exact optimum", -1}, NAN) == "Exact optimum");
  CHECK(history_words(std::size_t{38} << 20, 512, 8) ==
        "history 38 MB of 512 MB · thinned to every 8th");
}

TEST_CASE("The state of a run is one glyph and few words", "[status]") {
  OpenRun run;
  auto snapshot = std::make_shared<Snapshot>();
  const auto say = [&](RunState state) {
    snapshot->state = state;
    run.snapshot = snapshot;
    const StateWords words = state_words(run);
    return words.glyph + " " + words.text;
  };
  run.focus = "sns";
  Standing done = arrived("Newton", 30, 0.1), limited = arrived("Sinkhorn", 5000, 2);
  done.key = "sns", limited.condition = Condition::exhausted;
  snapshot->standings = {done};
  CHECK(say(RunState::running) == std::string(icon::play) + " running");
  CHECK(say(RunState::paused) == std::string(icon::pause) + " paused");
  CHECK(say(RunState::finished) == "■ done");
  CHECK(say(RunState::cancelled) == "□ stopped at k 30, best kept");
  CHECK(say(RunState::failed) == "✕ failed");
  snapshot->standings.push_back(limited);
  CHECK(say(RunState::finished) == "▣ limit reached");
  snapshot->standings.back().reason = "no step raises the dual";
  CHECK(say(RunState::finished) == "■ all done");
  snapshot->standings.back().condition = Condition::diverged;
  CHECK(say(RunState::finished) == "■ done, 1 diverged");
  run.cursor = 15;
  run.cursor_moment = Moment{{"sns", 15}};
  CHECK(say(RunState::running) == std::string(icon::clock) + " k 15 of 30 · head running");
}

TEST_CASE("Sizes and ages are short", "[panels]") {
  CHECK(bytes_text(std::size_t{38} << 20) == "38 MB");
  CHECK(bytes_text((std::size_t{1} << 20) * 3 / 2) == "1.5 MB");
  CHECK(ago_text(3.4) == "just now");
  CHECK(ago_text(34) == "30 s ago");
  CHECK(ago_text(130) == "2 min ago");
}

}  // namespace
}  // namespace thalweg::ui
