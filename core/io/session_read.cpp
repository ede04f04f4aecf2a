// Reading sessions: nothing is believed before it is checked.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/io/files.hpp"
#include "core/io/json_node.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/session.hpp"
#include "core/io/session_format.hpp"
#include "core/io/settings_json.hpp"
#include "core/io/zip.hpp"
#include "core/run/catalogue.hpp"

namespace thalweg {
namespace {

using nlohmann::json;
using namespace session_format;

constexpr std::int64_t most_steps = std::int64_t{1} << 50;
constexpr std::size_t most_runs = 10000;

/// The archive's arrays and where complaints about the file collect.
struct Source {
  const ZipEntries& entries;
  std::vector<std::string>& warnings;

  const std::string& bytes(const JsonNode& name) const {
    const auto found = entries.find(name.text());
    if (found == entries.end()) name.refuse(fmt::format("The file lacks '{}'", name.text()));
    return found->second;
  }
  NpyNumbers numbers(const JsonNode& name, std::size_t axes) const {
    NpyNumbers read = unpack_npy(bytes(name), fmt::format("{} ({})", name.where(), name.text()));
    if (read.shape.size() != axes)
      name.refuse(fmt::format("An array with {} axes is expected", axes));
    return read;
  }
};

template <class E, std::size_t n>
E value_of(const Names<E, n>& names, const JsonNode& node) {
  for (const auto& [value, name] : names) {
    if (name == node.text()) return value;
  }
  node.refuse(fmt::format("'{}' is unknown", node.text()));
}

Moment read_moment(const JsonNode& node) {
  Moment moment;
  for (const auto& [key, step] : node.members()) moment[key] = step.whole(0, most_steps);
  return moment;
}

/// The columns of a table by name; names outside `known` are refused.
std::map<std::string, std::vector<double>> read_columns(const JsonNode& node, const Source& source,
                                                        const std::set<std::string>& known) {
  const NpyNumbers table = source.numbers(node.at("array"), 2);
  const std::vector<JsonNode> names = node.at("columns").items();
  const auto width = static_cast<std::size_t>(table.shape[1]);
  if (names.size() != width) node.refuse("It names another number of columns than it has");
  std::map<std::string, std::vector<double>> columns;
  for (std::size_t i = 0; i < width; ++i) {
    if (!known.contains(names[i].text())) names[i].refuse("This column is unknown");
    std::vector<double>& column = columns[names[i].text()];
    for (std::size_t at = i; at < table.values.size(); at += width)
      column.push_back(table.values[at]);
  }
  return columns;
}

PointsData read_points(const JsonNode& node, const Source& source) {
  auto columns = read_columns(node, source, {"x", "y", "z", "mass"});
  PointsData points{columns["x"], columns["y"], columns["z"], columns["mass"], {}};
  if (points.x.size() != points.y.size()) node.refuse("Points need x and y");
  if (node.has("labels")) {
    for (const JsonNode& label : node.at("labels").items()) points.label.push_back(label.text());
    if (points.label.size() != points.x.size()) node.refuse("Each point needs a label, or none");
  }
  return points;
}

MatrixData read_matrix(const JsonNode& node, const Source& source) {
  NpyNumbers read = source.numbers(node.at("array"), 2);
  return {read.shape[0], read.shape[1], std::move(read.values)};
}

ImagesData read_images(const JsonNode& node, const Source& source) {
  const NpyNumbers read = source.numbers(node.at("array"), 3);
  const std::vector<JsonNode> captions = node.at("captions").items();
  if (read.shape[0] != static_cast<std::int64_t>(captions.size())) {
    node.refuse("Each image needs a caption");
  }
  ImagesData images{read.shape[1], read.shape[2], {}};
  const std::int64_t size = images.rows * images.cols;
  for (std::size_t i = 0; i < captions.size(); ++i) {
    const auto first = read.values.begin() + static_cast<std::int64_t>(i) * size;
    images.images.push_back({captions[i].text(), {first, first + size}});
  }
  return images;
}

BufferPtr read_content(const JsonNode& node, const Source& source) {
  if (node.is_null()) return nullptr;
  const std::string kind = node.at("kind").text();
  if (kind == kind_name(PointsData{})) {
    return std::make_shared<const Buffer>(read_points(node, source));
  }
  if (kind == kind_name(MatrixData{})) {
    return std::make_shared<const Buffer>(read_matrix(node, source));
  }
  if (kind == kind_name(ImagesData{})) {
    return std::make_shared<const Buffer>(read_images(node, source));
  }
  if (kind != kind_name(CurveData{})) node.refuse(fmt::format("'{}' is no kind of input", kind));
  auto columns = read_columns(node, source, {"x", "y", "lo", "hi"});
  return std::make_shared<const Buffer>(
      CurveData{columns["x"], columns["y"], columns["lo"], columns["hi"]});
}

Settings read_settings(const JsonNode& node, const Experiment& experiment, const Source& source,
                       json& unknown) {
  Settings settings = settings_from_json(node.value(), experiment.schema, node.where(), unknown);
  for (const auto& [name, value] : unknown.items()) {
    source.warnings.push_back(fmt::format(
        "{}: there is no parameter '{}' any more; it has no effect.", node.where(), name));
  }
  return settings;
}

ContenderSpec read_contender(const JsonNode& node, const Experiment& experiment,
                             const Source& source) {
  ContenderSpec contender;
  contender.key = node.at("key").text();
  contender.method = node.at("method").text();
  contender.name = node.at("name").text();
  contender.colour = static_cast<int>(node.at("colour").whole(0, 1000));
  json unknown;
  contender.overrides = read_settings(node.at("overrides"), experiment, source, unknown);
  static_cast<void>(experiment.contender(contender.method));
  return contender;
}

Edit read_edit(const JsonNode& node, const Experiment& experiment, const Source& source) {
  Edit edit;
  edit.kind = value_of(edit_kinds, node.at("kind"));
  edit.moment = read_moment(node.at("moment"));
  if (node.has("gesture")) edit.gesture = node.at("gesture").whole(0, most_steps);
  if (edit.kind == Edit::Kind::add_contender) {
    edit.added = read_contender(node.at("added"), experiment, source);
    return edit;
  }
  edit.name = node.at("name").text();
  if (edit.kind == Edit::Kind::input) edit.input = read_content(node.at("input"), source);
  if (edit.kind == Edit::Kind::rename_contender) edit.value = node.at("value").text();
  if (edit.kind != Edit::Kind::setting) return edit;
  if (node.has("contender")) edit.contender = node.at("contender").text();
  const JsonNode value = node.at("value");
  edit.reset = value.is_null();
  if (!edit.reset) {
    const ParamSpec& spec = experiment.schema.at(edit.name);
    edit.value = experiment.schema.accept(spec, value_from_json(value.value(), value.where()));
  }
  return edit;
}

Event read_event(const JsonNode& node) {
  return {value_of(event_kinds, node.at("kind")), node.at("text").text(),
          node.at("contender").text(), read_moment(node.at("steps"))};
}

Trace read_trace(const JsonNode& name, const Source& source, std::int64_t head) {
  const NpyNumbers table = source.numbers(name, 2);
  if (table.shape[1] != 2) name.refuse("A series has two columns, step and value");
  TraceRecorder recorder;
  std::int64_t last = -1;
  for (std::size_t i = 0; i + 1 < table.values.size(); i += 2) {
    const double step = table.values[i];
    if (!(step > static_cast<double>(last) && step <= static_cast<double>(head)) ||
        step != static_cast<double>(static_cast<std::int64_t>(step))) {
      name.refuse("The steps of a series must be whole and rise up to the head");
    }
    last = static_cast<std::int64_t>(step);
    recorder.append(last, table.values[i + 1]);
  }
  return recorder.trace();
}

Keyframe read_state(const JsonNode& node, const Source& source, std::int64_t head,
                    std::size_t edits) {
  Keyframe frame;
  frame.step = node.at("step").whole(0, head);
  frame.edits =
      static_cast<std::size_t>(node.at("edits").whole(0, static_cast<std::int64_t>(edits)));
  const JsonNode name = node.at("array");
  frame.state = std::make_shared<const Blob>(unpack_npy_bytes(source.bytes(name), name.where()));
  return frame;
}

Cure read_cure(const JsonNode& node, std::int64_t head) {
  const JsonNode value = node.at("value");
  return {value_of(cure_acts, node.at("act")), node.at("button").text(),
          node.at("parameter").text(),         value_from_json(value.value(), value.where()),
          node.at("contender").text(),         node.at("step").whole(0, head)};
}

Advice read_advice(const JsonNode& node, std::int64_t head) {
  Advice advice{
      node.at("text").text(), {}, node.at("contender").text(), node.at("step").whole(0, head)};
  for (const JsonNode& cure : node.at("cures").items()) {
    advice.cures.push_back(read_cure(cure, head));
  }
  return advice;
}

Track read_track(const JsonNode& node, const Source& source, std::size_t edits) {
  Track track;
  track.key = node.at("key").text();
  track.head = node.at("head").whole(0, most_steps);
  track.condition = value_of(conditions, node.at("condition"));
  track.reason = node.at("reason").text();
  for (const auto& [name, array] : node.at("traces").members()) {
    track.traces[name] = read_trace(array, source, track.head);
  }
  for (const JsonNode& state : node.at("states").items()) {
    track.keyframes.push_back(read_state(state, source, track.head, edits));
  }
  for (const JsonNode& pair : node.at("checkpoints").items()) {
    const std::vector<JsonNode> parts = pair.items();
    if (parts.size() != 2) pair.refuse("A step and its hash are expected here");
    track.checkpoints[parts[0].whole(0, track.head)] = parts[1].hash();
  }
  for (const JsonNode& advice : node.at("advice").items()) {
    track.advice.push_back(read_advice(advice, track.head));
  }
  return track;
}

/// Contenders' keys are unique, methods exist, settings are allowed.
void check_spec(const RunSpec& spec) {
  std::set<std::string> keys;
  for (const ContenderSpec& contender : spec.contenders) {
    if (!keys.insert(contender.key).second) {
      throw BadInput(fmt::format("There are two contenders '{}'", contender.key));
    }
    spec.experiment->check(spec.resolved(contender));
  }
}

/// Edits follow one another in time and each can be applied; tracks fit the contenders.
void check_recording(const Recording& recording, const JsonNode& node) {
  RunSpec spec = recording.start;
  Moment last;
  check_spec(spec);
  for (const Edit& edit : recording.edits) {
    for (const auto& [key, step] : edit.moment) {
      if (step < last[key]) node.at("edits").refuse("The edits are not in the order of time");
      last[key] = step;
    }
    apply(edit, spec);
    if (edit.kind == Edit::Kind::add_contender) last.erase(edit.added.key);
    check_spec(spec);
  }
  std::set<std::string> keys;
  for (const Track& track : recording.tracks) {
    const bool known = std::any_of(spec.contenders.begin(), spec.contenders.end(),
                                   [&](const ContenderSpec& c) { return c.key == track.key; });
    if (!known || !keys.insert(track.key).second) {
      node.at("tracks").refuse(fmt::format("'{}' is no contender of its own", track.key));
    }
    if (last[track.key] > track.head) node.at("edits").refuse("An edit lies after the head");
  }
}

std::size_t bytes_of(const Recording& recording) {
  std::size_t bytes = 0;
  for (const Track& track : recording.tracks) {
    for (const Keyframe& frame : track.keyframes) bytes += frame.state->size();
    for (const auto& [name, trace] : track.traces) bytes += trace.size() * sizeof(Sample);
  }
  return bytes;
}

Recording read_recording(const JsonNode& node, const Source& source, json& unknown) {
  Recording recording;
  const Experiment& experiment = find_experiment(node.at("experiment").text());
  RunSpec& start = recording.start;
  start.experiment = &experiment;
  json settings;
  start.settings = read_settings(node.at("settings"), experiment, source, settings);
  if (!settings.empty()) unknown["settings"] = settings;
  for (const auto& [name, content] : node.at("inputs").members()) {
    start.inputs.set(name, read_content(content, source));
  }
  for (const JsonNode& contender : node.at("contenders").items()) {
    start.contenders.push_back(read_contender(contender, experiment, source));
  }
  for (const JsonNode& edit : node.at("edits").items()) {
    recording.edits.push_back(read_edit(edit, experiment, source));
  }
  for (const JsonNode& event : node.at("events").items()) {
    recording.events.push_back(read_event(event));
  }
  for (const JsonNode& track : node.at("tracks").items()) {
    recording.tracks.push_back(read_track(track, source, recording.edits.size()));
  }
  recording.thinning = node.at("thinning").whole(1, most_steps);
  recording.bytes = bytes_of(recording);
  check_recording(recording, node);
  return recording;
}

/// The members of `node` that are not `known`, with a warning each.
json unknown_members(const JsonNode& node, const std::set<std::string>& known,
                     const Source& source) {
  json unknown = json::object();
  for (const auto& [key, member] : node.members()) {
    if (known.contains(key)) continue;
    unknown[key] = member.value();
    source.warnings.push_back(
        fmt::format("{}: '{}' is unknown; it is kept as it is.", node.where(), key));
  }
  return unknown;
}

SessionRun read_run(const JsonNode& node, const Source& source, std::size_t index) {
  static const std::set<std::string> known = {
      "experiment", "schema",   "name",     "parent", "pinned",     "program", "build",  "cpu",
      "seed",       "settings", "thinning", "inputs", "contenders", "edits",   "events", "tracks"};
  SessionRun run;
  json unknown = unknown_members(node, known, source);
  run.name = node.at("name").text();
  run.parent = static_cast<int>(node.at("parent").whole(-1, static_cast<std::int64_t>(index) - 1));
  run.pinned = node.at("pinned").flag();
  run.made_by = {node.at("program").text(), node.at("build").text(), node.at("cpu").text()};
  try {
    run.recording = std::make_shared<const Recording>(read_recording(node, source, unknown));
  } catch (const BadFile&) {
    throw;
  } catch (const BadInput& error) {
    throw BadFile(error.problem(), node.where(), error.cure());
  }
  if (!unknown.empty()) run.unknown = unknown.dump();
  const Experiment& experiment = *run.recording->start.experiment;
  if (node.at("schema").hash() != experiment.schema.hash()) {
    source.warnings.push_back(
        fmt::format("{}: the parameters of {} have changed since; the numbers may differ.",
                    node.where(), experiment.id()));
  }
  return run;
}

constexpr const char* not_ours_cure = "Give a file that Thalweg saved (.thalweg).";

json read_manifest(const ZipEntries& entries, const std::string& where) {
  const auto found = entries.find(manifest_name);
  if (found == entries.end()) {
    throw BadFile("It is a zip archive, but not a session of Thalweg", where, not_ours_cure);
  }
  json manifest = parse_json(found->second, fmt::format("{}, {}", where, manifest_name));
  const JsonNode node(manifest, where);
  if (!node.has("format") || node.at("format").text() != format) {
    throw BadFile("It is not a session of Thalweg", where, not_ours_cure);
  }
  const std::int64_t found_version = node.at("version").whole(0, INT64_MAX);
  if (found_version != version) {
    throw BadFile(fmt::format("It is a session of version {}, and this program reads version {}",
                              found_version, version),
                  where, "Open it with the program that saved it.");
  }
  return manifest;
}

}  // namespace

Session unpack_session(const std::string& bytes, const std::string& where) {
  if (!bytes.starts_with("PK")) {
    throw BadFile("It is not a session of Thalweg: not a zip archive", where, not_ours_cure);
  }
  Session session;
  const ZipEntries entries = unpack_zip(bytes, where);
  const json manifest = read_manifest(entries, where);
  const JsonNode node(manifest, where);
  const Source source{entries, session.warnings};
  const json unknown =
      unknown_members(node, {"format", "version", "current", "view", "runs"}, source);
  if (!unknown.empty()) session.unknown = unknown.dump();
  session.view = node.at("view").text();
  const std::vector<JsonNode> runs = node.at("runs").items();
  if (runs.empty() || runs.size() > most_runs)
    node.at("runs").refuse("It holds no run, or too many");
  for (const JsonNode& run : runs) {
    session.runs.push_back(read_run(run, source, session.runs.size()));
  }
  session.current =
      static_cast<int>(node.at("current").whole(0, static_cast<std::int64_t>(runs.size()) - 1));
  return session;
}

Session load_session(const std::string& path) { return unpack_session(read_file(path), path); }

}  // namespace thalweg
