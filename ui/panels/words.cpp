// What the window says about a race, made from data only (interaction.md, 'Tone').
// No interface here: the sentences are tested as text.
#include "ui/panels/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/run/advice.hpp"
#include "ui/shell/open_run.hpp"
#include "ui/theme/look.hpp"

namespace thalweg::ui {
namespace {

/// A parameter's value: whole from 1000 on, grouped from 10 000, 4 digits below, 1e-10 style at
/// the ends.
std::string shown_real(double value) {
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-3 || size >= 1e6)) return number_cell(value);
  if (size >= 1e4) return count_text(std::llround(value));
  return size >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

std::string plural(const std::string& unit, std::int64_t count) {
  return count == 1 ? unit : unit + "s";
}

/// 99, 4.2, 0.38: a ratio with two or more significant digits.
std::string ratio_text(double ratio) {
  if (ratio >= 10) return count_text(std::llround(ratio));
  return fmt::format("{:.2g}", ratio);
}

const Standing* leader_of(const std::vector<const Standing*>& reached) {
  const auto fewer = [](const Standing* a, const Standing* b) { return a->step < b->step; };
  return *std::min_element(reached.begin(), reached.end(), fewer);
}

std::string reached_part(const std::vector<const Standing*>& reached, double tolerance,
                         const std::string& unit) {
  std::string text = tolerance > 0 ? number_cell(tolerance) + " reached: " : "Done: ";
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Standing& s = *reached[i];
    const std::string steps =
        i == 0 ? count_text(s.step) + " " + plural(unit, s.step) : count_text(s.step);
    text += fmt::format("{}{} in {}, {}", i ? "; " : "", s.name, steps, duration_text(s.seconds));
  }
  return text + ".";
}

std::string ratio_part(const std::vector<const Standing*>& reached, const std::string& unit) {
  if (reached.size() < 2) return {};
  const Standing& best = *reached[0];
  const Standing& other = *reached[1];
  if (best.step < 1) return {};
  const double steps = static_cast<double>(other.step) / static_cast<double>(best.step);
  const std::string against = reached.size() > 2 ? "Against " + other.name + ": per " : "Per ";
  std::string text = fmt::format(" {}{} {}×", against, unit, ratio_text(steps));
  if (best.seconds > 0 && other.seconds > 0) {
    text += fmt::format(", in time {}×", ratio_text(other.seconds / best.seconds));
  }
  return text + ".";
}

std::string unfinished_part(const Standing& s) {
  switch (s.condition) {
    case Condition::diverged:
      return fmt::format(" {} left finite numbers at step {}.", s.name, count_text(s.step));
    case Condition::exhausted:
      if (gave_up(s)) return fmt::format(" {} gave up: {}.", s.name, s.reason);
      return fmt::format(" {}: limit of {} reached.", s.name, count_text(s.step));
    case Condition::cancelled:
      return fmt::format(" {} stopped at k {}, best kept.", s.name, count_text(s.step));
    case Condition::failed:
      return fmt::format(" {} ended with an error.", s.name);
    case Condition::stalled:
      return fmt::format(" {} stalled at k {}.", s.name, count_text(s.step));
    case Condition::floor:
      return fmt::format(" {} is at the rounding floor.", s.name);
    case Condition::progressing: {
      if (!std::isfinite(s.progress.steps_left)) return {};
      return fmt::format(" {}: {}.", s.name, left_text(s.progress));
    }
    default:
      return {};
  }
}

}  // namespace

std::string seconds_cell(double seconds) {
  if (!std::isfinite(seconds)) return "—";
  if (seconds > 0 && seconds < 0.00095) {  // 5e-5: an exponent of one digit
    const int decade = static_cast<int>(std::floor(std::log10(seconds)));
    return fmt::format("{:.0f}e{}", std::floor(seconds / std::pow(10.0, decade)), decade);
  }
  if (seconds > 0 && seconds < 0.0095) return fmt::format("{:.3f}", seconds).substr(1);
  if (seconds < 0.995) return fmt::format("{:.2f}", seconds);
  if (seconds < 9.95) return fmt::format("{:.1f}", seconds);
  return count_text(std::llround(seconds));
}

std::string number_cell(double value) {
  if (std::isnan(value)) return "—";
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size >= 999.5 && size < 1e5) return fmt::format("{:.0f}", value);
  if (size >= 1e-2 && size < 1e5) return fmt::format("{:.3g}", value);
  if (size >= 1e-3 && size < 1e-2) return fmt::format("{:.2g}", value);
  std::string text = fmt::format("{:.1e}", value);
  const std::size_t point_zero = text.find(".0e");
  if (point_zero != std::string::npos) text.erase(point_zero, 2);
  return text;
}

const char* condition_word(Condition condition) {
  switch (condition) {
    case Condition::ready:
      return "ready";
    case Condition::progressing:
      return "progressing";
    case Condition::stalled:
      return "stalled";
    case Condition::floor:
      return "at the rounding floor";
    case Condition::converged:
      return "converged";
    case Condition::exhausted:
      return "limit of steps reached";
    case Condition::diverged:
      return "diverged";
    case Condition::failed:
      return "ended with an error";
    case Condition::cancelled:
      return "stopped";
  }
  return "";
}

bool still_running(Condition condition) {
  return condition == Condition::ready || condition == Condition::progressing ||
         condition == Condition::stalled || condition == Condition::floor;
}

std::string verdict(const std::vector<Standing>& standings, double tolerance,
                    const std::string& step_unit, const std::string& advised) {
  std::vector<const Standing*> reached;
  for (const Standing& s : standings) {
    if (s.condition == Condition::converged) reached.push_back(&s);
  }
  std::string text;
  if (!reached.empty()) {
    const Standing* leader = leader_of(reached);
    std::erase(reached, leader);
    reached.insert(reached.begin(), leader);
    text = reached_part(reached, tolerance, step_unit) + ratio_part(reached, step_unit);
  }
  for (const Standing& s : standings) {
    const bool told = !advised.empty() && s.key == advised && still_running(s.condition);
    if (!told) text += unfinished_part(s);
  }
  if (!text.empty() && text.front() == ' ') text.erase(0, 1);
  return text;
}

std::string standing_text(const Standing& standing, double measure, double tolerance) {
  std::string text = "k " + count_text(standing.step);
  if (std::isfinite(measure)) text += " · " + number_cell(measure);
  if (standing.condition == Condition::converged && tolerance > 0) {
    text += " ≤ " + number_cell(tolerance);
  }
  text += fmt::format("\n{}", condition_word(standing.condition));
  const bool said = standing.reason.starts_with("k ");  // the same numbers once more
  if (!standing.reason.empty() && !said) text += ": " + standing.reason;
  const Progress& p = standing.progress;
  if (still_running(standing.condition) && std::isfinite(p.rate) && p.rate > 0) {
    text += fmt::format("\nfactor {:.3g} a step", p.rate);
    if (std::isfinite(p.steps_left)) {
      text += ": " + left_text(p);
    }
  }
  return text;
}

std::string when_text(const ParamSpec& spec) {
  switch (spec.when) {
    case When::live:
      return "Live: the next step takes it up.";
    case When::restart:
      return spec.scope == Scope::problem
                 ? "Restart: on release a new problem is posed and all contenders start again."
                 : "Restart: on release all contenders start again.";
    case When::view:
      return "View only: changes what is shown, computes nothing.";
  }
  return "";
}

std::string restart_words(const ParamSpec& spec) {
  const char* const problem =
      spec.scope == Scope::problem ? "poses a new problem, so " : "means that ";
  return fmt::format(
      "Changing {} {}all contenders start again. This run stays under Runs; Ctrl+Z brings it back.",
      spec.label, problem);
}

std::string shown_value(const ParamSpec& spec, const ParamValue& value) {
  std::string text;
  if (const double* real = std::get_if<double>(&value)) {
    text = shown_real(*real);
  } else if (const std::int64_t* count = std::get_if<std::int64_t>(&value)) {
    text = count_text(*count);
  } else if (const ParamPoint* point = std::get_if<ParamPoint>(&value)) {
    text = fmt::format("{:.3g}, {:.3g}", (*point)[0], (*point)[1]);
  } else {
    text = value_text(value);
  }
  return spec.unit.empty() ? text : text + " " + spec.unit;
}

std::string parameter_tip(const ParamSpec& spec, const ParamValue& default_value,
                          const ParamValue& value) {
  std::string text = spec.doc.empty() ? spec.label : spec.doc;
  const bool said = spec.when == When::live && spec.doc.find("Live") != std::string::npos;
  if (!said) text += "\n" + when_text(spec);
  const bool ranged = spec.kind == ParamKind::real || spec.kind == ParamKind::count;
  if (ranged) text += fmt::format("\n{}…{}, ", shown_real(spec.lo), shown_real(spec.hi));
  text += (ranged ? "default " : "\nDefault ") + shown_value(spec, default_value);
  if (value != default_value) text += ", now " + shown_value(spec, value);
  return text + ".";
}

std::string beyond_words(const ParamSpec& spec, const ParamValue& value) {
  double number = 0;
  if (const auto* real = std::get_if<double>(&value)) {
    number = *real;
  } else if (const auto* count = std::get_if<std::int64_t>(&value)) {
    number = static_cast<double>(*count);
  }
  const bool ranged = spec.kind == ParamKind::real || spec.kind == ParamKind::count;
  if (!ranged || (number >= spec.lo && number <= spec.hi)) return {};
  const bool above = number > spec.hi;
  const double bound = above ? spec.max : spec.min;
  std::string text = fmt::format("{} the slider's {}…{}", above ? "Above" : "Below",
                                 shown_real(spec.lo), shown_real(spec.hi));
  if (std::isfinite(bound)) text += fmt::format("; allowed to {}", shown_real(bound));
  return text + ".";
}

namespace {

/// Words for a run in which no contender goes on.
StateWords finished_words(const std::vector<Standing>& standings) {
  const auto count = [&](Condition condition) {
    return std::count_if(standings.begin(), standings.end(),
                         [&](const Standing& s) { return s.condition == condition; });
  };
  const auto all = static_cast<std::ptrdiff_t>(standings.size());
  const std::ptrdiff_t lost = count(Condition::diverged) + count(Condition::failed);
  if (all > 0 && lost == all) return {"✕", all == 1 ? "diverged" : "all diverged", true};
  const auto at_limit = [](const Standing& s) {
    return s.condition == Condition::exhausted && !gave_up(s);
  };
  if (std::any_of(standings.begin(), standings.end(), at_limit)) return {"▣", "limit reached"};
  if (lost > 0) return {"■", fmt::format("done, {} diverged", lost)};
  return {"■", all > 1 ? "all done" : "done"};
}

}  // namespace

StateWords state_words(const OpenRun& run) {
  const RunState state = run.state();
  if (state == RunState::failed) return {"✕", "failed", true};
  if (state == RunState::posing) {
    const auto tasks = run.run ? run.run->tasks() : std::vector<TaskNote>{};
    const std::string what = tasks.empty() ? "posing" : task_words(tasks.front(), NAN);
    return {icon::clock, what};
  }
  if (!run.following()) {
    const Standing* focus = run.standing(run.focus);
    std::string text = "k " + count_text(run.shown_step());
    if (focus) text += " of " + count_text(focus->step);
    if (run.running()) text += " · head running";
    return {icon::clock, text};
  }
  if (state == RunState::running) return {icon::play, "running"};
  if (state == RunState::paused) return {icon::pause, "paused"};
  if (state == RunState::cancelled) {
    return {"□", "stopped at k " + count_text(run.shown_step()) + ", best kept"};
  }
  return finished_words(run.snapshot ? run.snapshot->standings : std::vector<Standing>{});
}

std::vector<Standing> shown_standings(const OpenRun& run) {
  std::vector<Standing> standings =
      run.snapshot ? run.snapshot->standings : std::vector<Standing>{};
  for (Standing& standing : standings) {
    if (run.veiled.contains(standing.key)) standing.name = "a veiled one";
  }
  return standings;
}

std::string task_words(const TaskNote& task, double left) {
  std::string text = task.name;
  if (task.done >= 0) text += fmt::format(" · {:.0f} %", 100 * task.done);
  if (std::isfinite(left)) text += " · " + duration_text(left) + " left";
  return text;
}

std::string progress_words(const std::vector<Standing>& standings, std::int64_t limit) {
  const Standing* longest = nullptr;
  const auto left = [](const Standing& s) {
    return std::isfinite(s.progress.seconds_left) ? s.progress.seconds_left : -1.0;
  };
  for (const Standing& s : standings) {
    if (!still_running(s.condition)) continue;
    if (!longest || left(s) > left(*longest)) longest = &s;
  }
  if (!longest) return {};
  const bool known = left(*longest) >= 0 && std::isfinite(longest->progress.steps_left);
  const std::int64_t last =
      known ? longest->step + std::llround(longest->progress.steps_left) : limit;
  std::string text = fmt::format("{} · {} of {}{}", longest->name, count_text(longest->step),
                                 known ? "about " : "at most ", count_text(last));
  if (known) text += " · " + duration_text(left(*longest)) + " left";
  return text;
}

std::string history_words(std::size_t bytes, int budget_mb, std::int64_t thinning) {
  std::string text = fmt::format("history {} of {} MB", bytes_text(bytes), budget_mb);
  if (thinning > 1) text += fmt::format(" · thinned to every {}th", thinning);
  return text;
}

std::string ago_text(double seconds) {
  if (seconds < 10) return "just now";
  if (seconds < 60) return fmt::format("{:.0f} s ago", 10 * std::floor(seconds / 10));
  if (seconds < 3600) return fmt::format("{:.0f} min ago", std::floor(seconds / 60));
  return fmt::format("{:.0f} h ago", std::floor(seconds / 3600));
}

std::string bytes_text(std::size_t bytes) {
  const double mega = static_cast<double>(bytes) / (1024.0 * 1024.0);
  if (mega < 9.95) return fmt::format("{:.1f} MB", mega);
  return fmt::format("{:.0f} MB", mega);
}

}  // namespace thalweg::ui
