// Writing sessions: the manifest and its arrays, then the zip.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/session.hpp"
#include "core/io/session_format.hpp"
#include "core/io/settings_json.hpp"
#include "core/io/zip.hpp"

namespace thalweg {
namespace {

using nlohmann::json;
using namespace session_format;

/// The arrays of a session. Equal arrays are stored once.
class ArrayStore {
 public:
  /// The name under which `bytes` are stored; `wanted` unless they are there already.
  std::string add(const std::string& wanted, std::string bytes) {
    const auto [known, fresh] = known_.try_emplace(hash_bytes(bytes));
    if (!fresh && entries_.at(known->second) == bytes) return known->second;
    std::string name = wanted + ".npy";
    for (int i = 2; entries_.contains(name); ++i) name = fmt::format("{}_{}.npy", wanted, i);
    if (fresh) known->second = name;
    entries_[name] = std::move(bytes);
    return name;
  }
  ZipEntries& entries() { return entries_; }

 private:
  ZipEntries entries_;
  std::unordered_map<std::uint64_t, std::string> known_;
};

/// A name that is safe in any file system.
std::string slug(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9');
    safe += plain ? letter : '_';
  }
  return safe.empty() ? "_" : safe;
}

/// Columns of equal length, side by side; empty ones are left out.
json columns_to_json(std::initializer_list<std::pair<const char*, const std::vector<double>*>> all,
                     const std::string& name, ArrayStore& store) {
  json names = json::array();
  std::vector<const std::vector<double>*> columns;
  std::size_t rows = 0;
  for (const auto& [column, values] : all) {
    if (values->empty()) continue;
    names.push_back(column);
    columns.push_back(values);
    rows = std::max(rows, values->size());
  }
  std::vector<double> table;
  for (std::size_t row = 0; row < rows; ++row) {
    for (const auto* column : columns) {
      THALWEG_ASSERT(column->size() == rows);
      table.push_back((*column)[row]);
    }
  }
  const auto height = static_cast<std::int64_t>(rows);
  const auto width = static_cast<std::int64_t>(columns.size());
  return {{"columns", names}, {"array", store.add(name, pack_npy({height, width}, table))}};
}

struct ContentToJson {
  const std::string& name;
  ArrayStore& store;

  json operator()(const PointsData& points) const {
    json made = columns_to_json(
        {{"x", &points.x}, {"y", &points.y}, {"z", &points.z}, {"mass", &points.mass}}, name,
        store);
    if (!points.label.empty()) made["labels"] = points.label;
    return made;
  }
  json operator()(const CurveData& curve) const {
    return columns_to_json({{"x", &curve.x}, {"y", &curve.y}, {"lo", &curve.lo}, {"hi", &curve.hi}},
                           name, store);
  }
  json operator()(const MatrixData& matrix) const {
    return {{"array", store.add(name, pack_npy({matrix.rows, matrix.cols}, matrix.values))}};
  }
  json operator()(const ImagesData& images) const {
    json captions = json::array();
    std::vector<double> values;
    for (const ImagesData::Image& image : images.images) {
      captions.push_back(image.caption);
      values.insert(values.end(), image.values.begin(), image.values.end());
    }
    const auto count = static_cast<std::int64_t>(images.images.size());
    return {{"captions", captions},
            {"array", store.add(name, pack_npy({count, images.rows, images.cols}, values))}};
  }
  template <class Other>
  json operator()(const Other&) const {
    throw Internal("an input of this kind cannot be saved", name);
  }
};

json content_to_json(const BufferPtr& content, const std::string& name, ArrayStore& store) {
  if (!content) return nullptr;
  json made = std::visit(ContentToJson{name, store}, *content);
  made["kind"] = kind_name(*content);
  return made;
}

json edit_to_json(const Edit& edit, const std::string& folder, ArrayStore& store) {
  json made = {{"kind", name_of(edit_kinds, edit.kind)}, {"moment", edit.moment}};
  if (edit.gesture != 0) made["gesture"] = edit.gesture;
  if (edit.kind == Edit::Kind::add_contender) {
    made["added"] = contender_to_json(edit.added);
    return made;
  }
  made["name"] = edit.name;
  if (edit.kind == Edit::Kind::input) {
    made["input"] = content_to_json(edit.input, folder + "/" + slug(edit.name), store);
  } else if (edit.kind == Edit::Kind::rename_contender) {
    made["value"] = value_to_json(edit.value);
  } else if (edit.kind == Edit::Kind::setting) {
    if (!edit.contender.empty()) made["contender"] = edit.contender;
    made["value"] = edit.reset ? json(nullptr) : value_to_json(edit.value);
  }
  return made;
}

json event_to_json(const Event& event) {
  return {{"kind", name_of(event_kinds, event.kind)},
          {"text", event.text},
          {"contender", event.contender},
          {"steps", event.steps}};
}

json trace_to_json(const Trace& trace, const std::string& name, ArrayStore& store) {
  std::vector<double> table;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    table.push_back(static_cast<double>(trace[i].step));
    table.push_back(trace[i].value);
  }
  return store.add(name, pack_npy({static_cast<std::int64_t>(trace.size()), 2}, table));
}

/// First, last and evenly spread ones between; the choice of a choice is the same.
std::vector<Keyframe> bounded(const std::vector<Keyframe>& all) {
  if (all.size() <= most_keyframes) return all;
  std::vector<Keyframe> chosen;
  for (std::size_t i = 0; i < most_keyframes; ++i) {
    chosen.push_back(all[i * (all.size() - 1) / (most_keyframes - 1)]);
  }
  return chosen;
}

json advice_to_json(const Advice& advice) {
  json made = {{"text", advice.text},
               {"cures", json::array()},
               {"contender", advice.contender},
               {"step", advice.step}};
  for (const Cure& cure : advice.cures) {
    made["cures"].push_back({{"act", name_of(cure_acts, cure.act)},
                             {"button", cure.button},
                             {"parameter", cure.parameter},
                             {"value", value_to_json(cure.value)},
                             {"contender", cure.contender},
                             {"step", cure.step}});
  }
  return made;
}

json track_to_json(const Track& track, const std::string& folder, ArrayStore& store) {
  json made = {{"key", track.key},
               {"head", track.head},
               {"condition", name_of(conditions, track.condition)},
               {"reason", track.reason},
               {"traces", json::object()},
               {"states", json::array()},
               {"checkpoints", json::array()},
               {"advice", json::array()}};
  for (const auto& [name, trace] : track.traces) {
    made["traces"][name] = trace_to_json(trace, fmt::format("{}/{}", folder, slug(name)), store);
  }
  for (const Keyframe& frame : bounded(track.keyframes)) {
    const std::string name = fmt::format("{}/state_{}_{}", folder, frame.step, frame.edits);
    made["states"].push_back({{"step", frame.step},
                              {"edits", frame.edits},
                              {"array", store.add(name, pack_npy_bytes(*frame.state))}});
  }
  for (const auto& [step, hash] : track.checkpoints) {
    made["checkpoints"].push_back({step, hash_text(hash)});
  }
  for (const Advice& advice : track.advice) made["advice"].push_back(advice_to_json(advice));
  return made;
}

/// Lays what an earlier load did not understand over what is written now.
void put_back(const std::string& unknown, json& over) {
  if (!unknown.empty()) over.update(json::parse(unknown), true);
}

json run_to_json(const SessionRun& run, const std::string& folder, ArrayStore& store) {
  const Recording& recording = *run.recording;
  const RunSpec& start = recording.start;
  const ParamSchema& schema = start.experiment->schema;
  json made = {{"experiment", start.experiment->id()},
               {"schema", hash_text(schema.hash())},
               {"name", run.name},
               {"parent", run.parent},
               {"pinned", run.pinned},
               {"program", run.made_by.version},
               {"build", run.made_by.build},
               {"cpu", run.made_by.cpu},
               {"seed", start.experiment->seed(start.resolved())},
               {"settings", settings_to_json(start.settings)},
               {"thinning", recording.thinning},
               {"inputs", json::object()},
               {"contenders", json::array()},
               {"edits", json::array()},
               {"events", json::array()},
               {"tracks", json::array()}};
  for (const auto& [name, content] : start.inputs.slots()) {
    made["inputs"][name] =
        content_to_json(content, fmt::format("{}/input_{}", folder, slug(name)), store);
  }
  for (const auto& contender : start.contenders) {
    made["contenders"].push_back(contender_to_json(contender));
  }
  for (std::size_t i = 0; i < recording.edits.size(); ++i) {
    const std::string place = fmt::format("{}/edit_{}", folder, i);
    made["edits"].push_back(edit_to_json(recording.edits[i], place, store));
  }
  for (const Event& event : recording.events) made["events"].push_back(event_to_json(event));
  for (const Track& track : recording.tracks) {
    made["tracks"].push_back(track_to_json(track, folder + "/" + slug(track.key), store));
  }
  put_back(run.unknown, made);
  return made;
}

}  // namespace

std::string pack_session(const Session& session) {
  ArrayStore store;
  json manifest = {{"format", format},
                   {"version", version},
                   {"current", session.current},
                   {"view", session.view},
                   {"runs", json::array()}};
  for (std::size_t i = 0; i < session.runs.size(); ++i) {
    manifest["runs"].push_back(run_to_json(session.runs[i], fmt::format("run{}", i), store));
  }
  put_back(session.unknown, manifest);
  store.entries()[manifest_name] =
      manifest.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
  return pack_zip(store.entries());
}

void save_session(const std::string& path, const Session& session) {
  write_file(path, pack_session(session));
}

}  // namespace thalweg
