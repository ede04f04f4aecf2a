// What the window says about a race, made from data only (interaction.md, 'Tone').
// No interface here: the sentences are tested as text.
#pragma once

#include <string>
#include <vector>

#include "core/run/run.hpp"

namespace thalweg::ui {

struct OpenRun;

/// The state of a run for its chip: a glyph of the interface font, and words.
struct StateWords {
  std::string glyph, text;
  /// A run that failed or diverged as a whole.
  bool bad = false;
};
StateWords state_words(const OpenRun& run);
/// Standings at the head; veiled contenders are called so.
std::vector<Standing> shown_standings(const OpenRun& run);
/// What is computed, how far it is and how long it takes, for the status line: "Sinkhorn, log ·
/// 540 of 2 970 · 1.4 s left". `left` is the seconds left, NaN when unknown.
std::string task_words(const TaskNote& task, double left);
/// The running contender that takes longest; empty when none runs.
std::string progress_words(const std::vector<Standing>& standings, std::int64_t limit);
/// "1.3 MB of 512 MB", "thinned to every 8th".
std::string history_words(std::size_t bytes, int budget_mb, std::int64_t thinning);

/// Own seconds with two significant digits for a narrow column: 0.04, 1.3, 250.
std::string seconds_cell(double seconds);
/// A measured number in at most 7 characters: 7.3e-12, 0.043, 1.2.
std::string number_cell(double value);

/// "converged", "stalled", … in one word, as the state chip and the tooltips say it.
const char* condition_word(Condition condition);
/// Whether a contender has steps to take.
bool still_running(Condition condition);

/// The sentence that sums up a race: who reached the tolerance in how many steps and seconds, and
/// the ratios of the leader (fewest steps) to the first other one. While contenders run it tells
/// what is left of them, but for `advised`, of whom an advice beside it says so already.
/// `tolerance` is the measure's, 0 for none.
std::string verdict(const std::vector<Standing>& standings, double tolerance,
                    const std::string& step_unit, const std::string& advised = {});

/// "k 30 · 2.5e-11 ≤ 1e-10" and its kin: why a contender is where it is, for its tooltip.
std::string standing_text(const Standing& standing, double measure, double tolerance);

/// When a parameter's change takes effect, as its tooltip says it.
std::string when_text(const ParamSpec& spec);
/// What a restart edit has done, as news.
std::string restart_words(const ParamSpec& spec);
/// A parameter's value as shown beside its slider.
std::string shown_value(const ParamSpec& spec, const ParamValue& value);
/// Doc, when, range, default and the present value: the tooltip of one parameter.
std::string parameter_tip(const ParamSpec& spec, const ParamValue& default_value,
                          const ParamValue& value);
/// One sentence for a value that was typed beyond the slider's ends; empty within them.
std::string beyond_words(const ParamSpec& spec, const ParamValue& value);

/// "just now", "20 s ago", "2 min ago": changes seldom, since each change costs a frame.
std::string ago_text(double seconds);
/// 38 MB
std::string bytes_text(std::size_t bytes);

}  // namespace thalweg::ui
