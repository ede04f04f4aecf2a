// The read-outs of a run.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/io/build_info.hpp"
#include "core/io/settings_json.hpp"
#include "core/io/tables.hpp"

namespace thalweg {
namespace {

using nlohmann::json;

/// The contender's own number, else the one that all share ("reference.cost").
std::optional<double> number_of(const FrameSet& frames, const Competitor& contender,
                                const std::string& name) {
  if (const auto own = contender.frame->number(name)) return own;
  return name.find('.') == std::string::npos ? std::nullopt : frames.number(name);
}

std::string text_of(const ReadOut& read_out, std::optional<double> number) {
  return number ? read_out.text(*number) : "—";
}

std::string work_text(double work) {
  return work == std::floor(work) && work < 1e15 ? count_text(std::llround(work)) : real_text(work);
}

json number_json(std::optional<double> number) {
  return number ? number_to_json(*number) : json(nullptr);
}

json finite_json(double number) {
  return std::isfinite(number) ? number_to_json(number) : json(nullptr);
}

std::string label_of(const ReadOut& number) {
  return number.label.empty() ? number.name : number.label;
}

json contender_json(const RunResult& result, const Competitor& contender) {
  const Experiment& experiment = *result.spec.experiment;
  const Track* track = result.recording->track(contender.key);
  json made = {{"key", contender.key},
               {"name", contender.name},
               {"steps", contender.frame->step},
               {"work", number_to_json(contender.frame->work)},
               {"condition", condition_text(contender.condition)},
               {"reason", track ? track->reason : ""},
               {"numbers", json::object()}};
  if (!experiment.measure.empty()) {
    made["measure"] = number_json(contender.frame->number(experiment.measure));
  }
  for (const ReadOut& number : experiment.read_outs) {
    made["numbers"][number.name] = number_json(number_of(result.frames, contender, number.name));
  }
  return made;
}

/// Sentences about the problem, for example that points without mass were left out.
std::vector<std::string> notes_of(const FrameSet& frames) {
  std::vector<std::string> notes;
  const Buffer* buffer = frames.buffer("problem.notes");
  const auto* table = buffer ? std::get_if<TableData>(buffer) : nullptr;
  if (!table) return notes;
  for (const auto& row : table->rows) notes.push_back(row.empty() ? "" : row.front());
  return notes;
}

json timing_json(const RunResult& result) {
  json timing = {{"contenders", json::object()}, {"analyses", json::object()}};
  for (const Competitor& contender : result.frames.contenders) {
    const double steps = static_cast<double>(std::max<std::int64_t>(contender.frame->step, 1));
    timing["contenders"][contender.key] = {{"seconds", contender.frame->seconds},
                                           {"seconds_per_step", contender.frame->seconds / steps}};
  }
  for (const AnalysisSpec& analysis : result.spec.experiment->analyses) {
    const auto found = result.frames.others.find(analysis.key);
    if (found == result.frames.others.end()) continue;
    timing["analyses"][analysis.key] = {{"seconds", found->second->seconds}};
  }
  return timing;
}

}  // namespace

namespace {

std::vector<std::string> heading_of(const Experiment& experiment) {
  std::vector<std::string> heading{"contender", "state", experiment.step_unit + "s",
                                   experiment.work_unit};
  for (const ReadOut& number : experiment.read_outs) heading.push_back(label_of(number));
  heading.insert(heading.end(), {"time", "why"});
  return heading;
}

/// A row for each contender.
std::vector<std::vector<std::string>> rows_of(const RunResult& result) {
  const Experiment& experiment = *result.spec.experiment;
  std::vector<std::vector<std::string>> rows;
  for (const Competitor& contender : result.frames.contenders) {
    const Track* track = result.recording->track(contender.key);
    std::vector<std::string> row{contender.name, condition_text(contender.condition),
                                 count_text(contender.frame->step),
                                 work_text(contender.frame->work)};
    for (const ReadOut& number : experiment.read_outs) {
      row.push_back(text_of(number, number_of(result.frames, contender, number.name)));
    }
    row.push_back(duration_text(contender.frame->seconds));
    row.push_back(track ? track->reason : "");
    rows.push_back(std::move(row));
  }
  return rows;
}

/// The reference, advice and notes, a line each.
std::vector<std::string> remarks_of(const RunResult& result) {
  std::vector<std::string> remarks;
  const ReadOut& reference = result.spec.experiment->reference;
  if (!reference.name.empty()) {
    remarks.push_back(fmt::format("{}: {}", label_of(reference),
                                  text_of(reference, result.frames.number(reference.name))));
  }
  for (const Standing& standing : result.standings) {
    for (const Advice& advice : standing.advice) remarks.push_back(advice.text);
  }
  for (const std::string& note : notes_of(result.frames)) remarks.push_back("note: " + note);
  return remarks;
}

}  // namespace

std::string result_table(const RunResult& result) {
  std::vector<std::vector<std::string>> rows = rows_of(result);
  rows.insert(rows.begin(), heading_of(*result.spec.experiment));
  std::string text = aligned(rows);
  for (const std::string& remark : remarks_of(result)) text += remark + "\n";
  return text;
}

std::string cases_table(const std::string& parameter, const std::vector<RunResult>& cases) {
  std::vector<std::vector<std::string>> rows;
  std::string remarks;
  for (const RunResult& result : cases) {
    const Experiment& experiment = *result.spec.experiment;
    const ParamSpec& spec = *experiment.schema.find(parameter);
    if (rows.empty()) {
      rows.push_back(heading_of(experiment));
      rows.back().insert(rows.back().begin(), spec.label);
    }
    const std::string value = value_text(result.spec.resolved().at(parameter));
    const auto choice = std::find_if(spec.choices.begin(), spec.choices.end(),
                                     [&](const auto& one) { return one.first == value; });
    const std::string name = choice == spec.choices.end() ? value : choice->second;
    for (std::vector<std::string>& row : rows_of(result)) {
      row.insert(row.begin(), name);
      rows.push_back(std::move(row));
    }
    for (const std::string& remark : remarks_of(result)) remarks += name + " · " + remark + "\n";
  }
  return aligned(rows) + remarks;
}

std::string result_json(const RunResult& result) {
  const Experiment& experiment = *result.spec.experiment;
  const Settings resolved = result.spec.resolved();
  json made = {{"experiment", experiment.id()},     {"title", experiment.title},
               {"program", this_build().version},   {"build", this_build().build},
               {"seed", experiment.seed(resolved)}, {"settings", settings_to_json(resolved)},
               {"contenders", json::array()},       {"timing", timing_json(result)}};
  made["notes"] = notes_of(result.frames);
  for (const Competitor& contender : result.frames.contenders) {
    made["contenders"].push_back(contender_json(result, contender));
  }
  for (std::size_t i = 0; i < result.standings.size(); ++i) {
    const Progress& progress = result.standings[i].progress;
    made["contenders"][i]["rate"] = finite_json(progress.rate);
    made["contenders"][i]["steps_left"] = finite_json(progress.steps_left);
  }
  if (!experiment.reference.name.empty()) {
    made["reference"] = {{"name", experiment.reference.name},
                         {"label", label_of(experiment.reference)},
                         {"value", number_json(result.frames.number(experiment.reference.name))}};
  }
  return made.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace thalweg
