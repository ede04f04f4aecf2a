// Helpers of the conformance tests.
#include "tests/conformance/subjects.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace thalweg::test {

std::vector<const Experiment*> subjects() {
  const char* chosen = std::getenv("THALWEG_CONFORMANCE");
  std::vector<const Experiment*> found;
  for (const auto* list : {&catalogue(), &hidden_experiments()}) {
    for (const Experiment& experiment : *list) {
      if (!chosen || experiment.id().starts_with(chosen)) found.push_back(&experiment);
    }
  }
  return found;
}

void advance_all(Race& race, std::int64_t steps) {
  for (std::size_t i = 0; i < race.size(); ++i) {
    race.advance(i, std::numeric_limits<double>::infinity(), steps);
  }
}

Race raced(const Experiment& experiment, std::int64_t steps) {
  Race race(RunSpec::defaults(experiment));
  advance_all(race, steps);
  return race;
}

FrameSet everything(Race& race) {
  FrameSet frames = race.observe(race.key(0), {});
  for (auto& [key, frame] : analyse(race.spec(), race.problem())) frames.others[key] = frame;
  return frames;
}

std::string states(const Race& race) {
  std::string text;
  for (std::size_t i = 0; i < race.size(); ++i) {
    text += race.key(i) + " at " + std::to_string(race.step_of(i)) + ": " +
            hash_text(race.state_hash(i)) + "\n";
  }
  return text;
}

namespace {

/// Feeds named parts of a buffer into one hash.
struct Fingerprint {
  std::uint64_t hash = 0xcbf29ce484222325ULL;

  template <class T>
  void numbers(const std::vector<T>& values) {
    one(values.size());
    hash = hash_bytes(std::as_bytes(std::span(values)), hash);
  }
  template <class T>
  void one(const T& value) {
    hash = hash_bytes(std::as_bytes(std::span(&value, 1)), hash);
  }
  void text(const std::string& value) { hash = hash_bytes(value + '\n', hash); }

  void operator()(const ScalarData& d) { one(d.value); }
  void operator()(const CurveData& d) { numbers(d.x), numbers(d.y), numbers(d.lo), numbers(d.hi); }
  void operator()(const MatrixData& d) { one(d.rows), one(d.cols), numbers(d.values); }
  void operator()(const SparseData& d) {
    one(d.rows), one(d.cols), numbers(d.row), numbers(d.col), numbers(d.value);
  }
  void operator()(const FieldData& d) {
    one(d.x.lo), one(d.x.hi), one(d.y.lo), one(d.y.hi), one(d.rows), one(d.cols), numbers(d.values);
  }
  void operator()(const PointsData& d) {
    numbers(d.x), numbers(d.y), numbers(d.z), numbers(d.mass), numbers(d.value);
    for (const std::string& label : d.label) text(label);
  }
  void operator()(const CategoriesData& d) {
    for (const std::string& label : d.label) text(label);
    numbers(d.value), numbers(d.lo), numbers(d.hi);
  }
  void operator()(const VectorsData& d) {
    one(d.x.lo), one(d.x.hi), one(d.y.lo), one(d.y.hi), one(d.rows), one(d.cols);
    numbers(d.u), numbers(d.v);
  }
  void operator()(const GraphData& d) {
    (*this)(d.nodes), numbers(d.from), numbers(d.to), numbers(d.weight), one(d.directed),
        numbers(d.mark);
  }
  void operator()(const ColumnsData& d) {
    for (const std::string& name : d.name) text(name);
    for (const auto& column : d.values) numbers(column);
  }
  void operator()(const ImagesData& d) {
    one(d.rows), one(d.cols);
    for (const auto& image : d.images) text(image.caption), numbers(image.values);
  }
  void operator()(const DisplacementData& d) {
    (*this)(d.source), (*this)(d.target), (*this)(d.plan);
    one(d.raster_rows), one(d.raster_cols);
  }
  void operator()(const MeshData& d) {
    numbers(d.x), numbers(d.y), numbers(d.z), numbers(d.value);
    for (const std::int32_t corner : d.corner) one(corner);
  }
  void operator()(const TableData& d) {
    for (const std::string& column : d.columns) text(column);
    for (const auto& row : d.rows) {
      for (const std::string& cell : row) text(cell);
    }
  }
};

}  // namespace

std::uint64_t fingerprint(const Buffer& buffer) {
  Fingerprint made;
  std::visit(made, buffer);
  return made.hash;
}

std::vector<std::string> contents(const Frame& frame) {
  std::vector<std::string> lines{"step " + std::to_string(frame.step)};
  for (const auto& [name, buffer] : frame.buffers) {
    if (name.ends_with("seconds")) continue;
    lines.push_back(name + ": " + kind_name(*buffer) + " " + hash_text(fingerprint(*buffer)));
  }
  for (const auto& [name, series] : frame.traces) {
    if (name.ends_with("seconds") || series.empty()) continue;
    std::string line = name + ":";
    for (std::size_t i = 0; i < series.size(); ++i) {
      line += " " + std::to_string(series[i].step) + "=" + exact_text(series[i].value);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Edit> live_edits(const Experiment& experiment, std::size_t most) {
  std::vector<Edit> edits;
  for (const ParamSpec& spec : experiment.schema.specs) {
    if (spec.when != When::live || edits.size() == most) continue;
    Edit edit;
    edit.name = spec.name;
    if (spec.own_name() != spec.name) {
      // A method that is only on offer has nothing to edit.
      if (!experiment.contender(spec.method).starts) continue;
      edit.contender = spec.method;
    }
    if (spec.kind == ParamKind::real) {
      const double now = std::get<double>(spec.fallback);
      const double nudged = spec.logarithmic ? now * 1.07 : now + 0.05 * (spec.hi - spec.lo);
      edit.value = nudged <= spec.hi ? nudged : spec.lo + 0.9 * (now - spec.lo);
    } else if (spec.kind == ParamKind::count) {
      const auto now = std::get<std::int64_t>(spec.fallback);
      edit.value = now + 1 <= static_cast<std::int64_t>(spec.hi) ? now + 1 : now - 1;
    } else if (spec.kind == ParamKind::point) {
      const auto now = std::get<ParamPoint>(spec.fallback);
      edit.value =
          ParamPoint{now[0] + 0.01 * (spec.hi - now[0]), now[1] - 0.01 * (now[1] - spec.lo)};
    } else {
      continue;
    }
    edits.push_back(edit);
  }
  return edits;
}

Recording without_states(const Recording& recording) {
  Recording bare = recording;
  for (Track& track : bare.tracks) track.keyframes.clear();
  return bare;
}

std::vector<std::string> missing_data(const ViewSpec& view, const FrameSet& frames) {
  std::vector<std::string> missing;
  const auto there = [&](const std::string& name) {
    return frames.buffer(name) || frames.number(name);
  };
  const auto need = [&](const std::string& name) {
    if (name.empty()) return;
    if (!name.starts_with("*.")) {
      if (!there(name)) missing.push_back(name);
      return;
    }
    const bool anybody =
        std::any_of(frames.contenders.begin(), frames.contenders.end(),
                    [&](const Competitor& c) { return there(c.key + name.substr(1)); });
    if (!anybody) missing.push_back(name);
  };
  for (const std::string& name : view.names) need(name);
  for (const ReadOut& number : view.numbers) need(number.name);
  need(view.reference);
  if (!view.path.empty()) need("*." + view.path);
  return missing;
}

std::string non_finite_attribute(const std::string& svg) {
  const auto letter = [&](std::size_t i) {
    return i < svg.size() && std::isalpha(static_cast<unsigned char>(svg[i])) != 0;
  };
  for (std::size_t begin = svg.find('<'); begin != std::string::npos;) {
    const std::size_t end = std::min(svg.find('>', begin), svg.size());
    const bool image = svg.compare(begin, 6, "<image") == 0;  // base64 has all letters
    for (std::size_t at = begin; !image && at + 3 < end; ++at) {
      const bool word = svg.compare(at, 3, "nan") == 0 || svg.compare(at, 3, "inf") == 0;
      if (word && !letter(at - 1) && !letter(at + 3)) return svg.substr(begin, end - begin);
    }
    begin = svg.find('<', end);
  }
  return "";
}

std::string xml_fault(const std::string& text) {
  std::vector<std::string> open;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '&') {
      const std::size_t end = text.find(';', at);
      if (end == std::string::npos || end - at > 8) return "a bare & at " + std::to_string(at);
    }
    if (text[at] != '<') {
      ++at;
      continue;
    }
    if (text.compare(at, 4, "<!--") == 0) {
      at = text.find("-->", at);
      if (at == std::string::npos) return "a comment without end";
      continue;
    }
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return "a tag without end";
    const std::string tag = text.substr(at + 1, end - at - 1);
    if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return "an open quote in <" + tag;
    if (tag.find('<') != std::string::npos) return "a < within <" + tag;
    const std::string name = tag.substr(0, tag.find_first_of(" \n/", 1));
    if (tag.starts_with('/')) {
      if (open.empty() || "/" + open.back() != tag) return "</" + tag + "> closes nothing";
      open.pop_back();
    } else if (!tag.starts_with('?') && !tag.starts_with('!') && !tag.ends_with('/')) {
      open.push_back(name);
    }
    at = end + 1;
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

}  // namespace thalweg::test
