// Sessions: the round trip, what they keep, and what they refuse.
#include "core/io/session.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/replay_check.hpp"
#include "core/io/zip.hpp"
#include "core/run/catalogue.hpp"
#include "core/run/race.hpp"
#include "tests/support/temp_dir.hpp"

using namespace thalweg;
using nlohmann::json;

namespace {

Edit setting(const std::string& name, ParamValue value, const std::string& contender = {}) {
  Edit edit;
  edit.name = name, edit.value = std::move(value), edit.contender = contender;
  return edit;
}

Edit target(std::vector<double> values) {
  Edit edit;
  edit.kind = Edit::Kind::input, edit.name = "target", edit.gesture = 1;
  edit.input = std::make_shared<const Buffer>(PointsData{values, values, {}, {}, {}});
  return edit;
}

/// Edits of every kind: two live settings, a reset, a drag, a contender more, one less and one with
/// another name; and a note.
std::shared_ptr<const Recording> eventful_recording() {
  RunSpec spec = RunSpec::defaults(find_experiment("test/toy"));
  spec.set("noise", 0.25);
  Race race(spec);
  const auto advance = [&](std::int64_t steps) {
    for (std::size_t i = 0; i < race.size(); ++i)
      race.advance(i, 1e9, steps + static_cast<std::int64_t>(i));
  };
  advance(70);
  race.apply(setting("rate", 0.02));
  advance(3);
  race.apply(target({0.5, -1, 2}));
  race.apply(target({0.5, -1, 2.5}));
  advance(90);
  Edit more;
  more.kind = Edit::Kind::add_contender;
  more.added = {"plain 2", "plain", "Fast", {{"rate", 0.5}}, 2};
  race.apply(more);
  advance(10);
  race.apply(setting("noise", 0.0, "plain 2"));
  Edit reset;
  reset.name = "rate", reset.reset = true;
  race.apply(reset);
  Edit less;
  less.kind = Edit::Kind::remove_contender, less.name = "sleeper";
  race.apply(less);
  Edit rename;
  rename.kind = Edit::Kind::rename_contender;
  rename.name = "plain 2", rename.value = std::string("Fast one");
  race.apply(rename);
  advance(20);
  race.note(std::nullopt, Event{Event::Kind::note, "look here", "plain", {{"plain", 80}}});
  race.keep_heads();
  return race.record();
}

Session eventful_session() {
  static const auto recording = eventful_recording();
  Session session;
  session.runs.push_back({"First", recording, -1, true, this_build(), ""});
  session.runs.push_back({"Branch", recording, 0, false, this_build(), ""});
  session.current = 1;
  session.view = "layout 1\nview plan\n";
  return session;
}

std::string with_manifest(const std::function<void(json&)>& change) {
  ZipEntries entries = unpack_zip(pack_session(eventful_session()), "test");
  json manifest = json::parse(entries.at("manifest.json"));
  change(manifest);
  entries["manifest.json"] = manifest.dump();
  return pack_zip(entries);
}

/// Opens; a BadFile with all its parts is fine, any other exception fails the test.
bool opens(const std::string& bytes) {
  try {
    const Session session = unpack_session(bytes, "damaged.thalweg");
    for (const SessionRun& run : session.runs) {
      try {
        const Race race(*run.recording);  // sound or BadFile: a state may not fit
      } catch (const BadInput&) {
      }
    }
    return true;
  } catch (const BadFile& error) {
    REQUIRE_FALSE(error.problem().empty());
    REQUIRE(error.where().find("damaged.thalweg") == 0);
    return false;
  }
}

}  // namespace

TEST_CASE("A session that is saved, loaded and saved again has the same bytes", "[session]") {
  const std::string first = pack_session(eventful_session());
  const Session loaded = unpack_session(first, "first");
  CHECK(loaded.warnings.empty());
  CHECK(pack_session(loaded) == first);
  CHECK(loaded.runs.size() == 2);
  CHECK(loaded.current == 1);
  CHECK(loaded.runs[1].parent == 0);
  CHECK(loaded.runs[0].pinned);
  CHECK(loaded.runs[0].made_by == this_build());
  CHECK(loaded.view == eventful_session().view);
}

TEST_CASE("A loaded recording is the saved one", "[session]") {
  const Session saved = eventful_session();
  const Session loaded = unpack_session(pack_session(saved), "file");
  const Recording& a = *saved.runs[0].recording;
  const Recording& b = *loaded.runs[0].recording;
  REQUIRE(b.tracks.size() == a.tracks.size());
  CHECK(b.edits.size() == a.edits.size());
  CHECK(b.events == a.events);
  CHECK(b.spec_after(b.edits.size()).contenders.back().name == "Fast one");
  CHECK(b.head() == a.head());
  for (std::size_t i = 0; i < a.tracks.size(); ++i) {
    CHECK(b.tracks[i].checkpoints == a.tracks[i].checkpoints);
    CHECK(b.tracks[i].condition == a.tracks[i].condition);
    CHECK(b.tracks[i].keyframes.size() <= 8);
    CHECK(*b.tracks[i].keyframes.back().state == *a.tracks[i].keyframes.back().state);
    for (const auto& [name, trace] : a.tracks[i].traces) {
      const Trace& read = b.tracks[i].traces.at(name);
      REQUIRE(read.size() == trace.size());
      for (std::size_t k = 0; k < trace.size(); ++k) {
        REQUIRE(read[k].step == trace[k].step);
        REQUIRE(read[k].value == trace[k].value);
      }
    }
  }
}

TEST_CASE("Advice and its cures are kept", "[session]") {
  RunSpec spec = RunSpec::defaults(find_experiment("test/toy"));
  spec.set("plain.rate", 3.0);
  Race race(spec);
  race.advance(0, 1e9, 400);
  const std::vector<Advice> given = race.advice(0);
  REQUIRE(given.size() == 1);
  REQUIRE(given[0].cures.size() == 2);
  Session session;
  session.runs.push_back({"Diverged", race.record(), -1, false, this_build(), ""});
  const Session loaded = unpack_session(pack_session(session), "file");
  CHECK(loaded.runs[0].recording->tracks[0].advice == given);
}

TEST_CASE("A reopened run goes on as if it had never been closed", "[session]") {
  const Session saved = eventful_session();
  const Session loaded = unpack_session(pack_session(saved), "file");
  Race stayed(*saved.runs[0].recording);
  Race reopened(*loaded.runs[0].recording);
  for (std::size_t i = 0; i < stayed.size(); ++i) {
    CHECK(reopened.state_hash(i) == stayed.state_hash(i));
    stayed.advance(i, 1e9, 100);
    reopened.advance(i, 1e9, 100);
    CHECK(reopened.state_hash(i) == stayed.state_hash(i));
  }
}

TEST_CASE("What this version does not know is reported and kept", "[session]") {
  const std::string bytes = with_manifest([](json& manifest) {
    manifest["tour"] = {1, 2};
    manifest["runs"][0]["settings"]["gamma"] = 3.5;
    manifest["runs"][0]["weather"] = "mild";
  });
  const Session loaded = unpack_session(bytes, "newer");
  CHECK(loaded.warnings.size() == 3);
  const std::string again = pack_session(loaded);
  const json manifest = json::parse(unpack_zip(again, "again").at("manifest.json"));
  CHECK(manifest["tour"] == json::array({1, 2}));
  CHECK(manifest["runs"][0]["settings"]["gamma"] == 3.5);
  CHECK(manifest["runs"][0]["settings"]["noise"] == 0.25);
  CHECK(manifest["runs"][0]["weather"] == "mild");
  CHECK(pack_session(unpack_session(again, "again")) == again);
}

TEST_CASE("A changed set of parameters is reported", "[session]") {
  const Session loaded = unpack_session(
      with_manifest([](json& m) { m["runs"][0]["schema"] = "0123456789abcdef"; }), "older");
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings[0].find("test/toy") != std::string::npos);
}

TEST_CASE("A manifest that cannot be right is refused with its place", "[session]") {
  const std::vector<std::pair<std::string, std::function<void(json&)>>> cases = {
      {"version 7", [](json& m) { m["version"] = 7; }},
      {"not a session", [](json& m) { m.erase("format"); }},
      {"no experiment", [](json& m) { m["runs"][0]["experiment"] = "test/toi"; }},
      {"outside", [](json& m) { m["runs"][0]["settings"]["rate"] = 1e12; }},
      {"settings", [](json& m) { m["runs"][0]["settings"] = 3; }},
      {"no contender", [](json& m) { m["runs"][0]["contenders"][0]["method"] = "plane"; }},
      {"two contenders", [](json& m) { m["runs"][0]["contenders"][1]["key"] = "plain"; }},
      {"missing", [](json& m) { m["runs"][0].erase("tracks"); }},
      {"lacks", [](json& m) { m["runs"][0]["tracks"][0]["traces"]["error"] = "gone.npy"; }},
      {"rise", [](json& m) { m["runs"][0]["tracks"][0]["head"] = 5; }},
      {"outside", [](json& m) { m["runs"][0]["tracks"][0]["states"][0]["step"] = -3; }},
      {"hexadecimal", [](json& m) { m["runs"][0]["tracks"][0]["checkpoints"][0][1] = "xyz"; }},
      {"order of time", [](json& m) { m["runs"][0]["edits"][1]["moment"]["plain"] = 2; }},
      {"unknown", [](json& m) { m["runs"][0]["tracks"][0]["condition"] = "tired"; }},
      {"no run", [](json& m) { m["runs"] = json::array(); }},
      {"outside", [](json& m) { m["current"] = 2; }},
      {"outside", [](json& m) { m["runs"][0]["parent"] = 0; }},
      {"parameter", [](json& m) { m["runs"][0]["edits"][0]["name"] = "rat"; }},
      {"axes", [](json& m) {
         json& track = m["runs"][0]["tracks"][0];
         track["traces"]["error"] = track["states"][0]["array"];
       }}};
  for (const auto& [words, change] : cases) {
    INFO(words);
    try {
      unpack_session(with_manifest(change), "file.thalweg");
      FAIL("accepted");
    } catch (const BadFile& error) {
      INFO(error.what());
      CHECK(error.problem().find(words) != std::string::npos);
      CHECK(error.where().find("file.thalweg") == 0);
    }
  }
}

TEST_CASE("A session cut short anywhere is refused", "[session][fuzz]") {
  const std::string whole = pack_session(eventful_session());
  for (std::size_t length = 0; length < whole.size(); length += 97) {
    INFO(length << " of " << whole.size());
    REQUIRE_FALSE(opens(whole.substr(0, length)));
  }
}

TEST_CASE("A session with flipped bytes opens or is refused, nothing else", "[session][fuzz]") {
  const std::string whole = pack_session(eventful_session());
  Rng rng(7);
  int refused = 0;
  for (int trial = 0; trial < 600; ++trial) {
    std::string damaged = whole;
    for (std::uint64_t flips = 1 + rng.below(4); flips > 0; --flips) {
      damaged[rng.below(whole.size())] = static_cast<char>(rng.below(256));
    }
    refused += opens(damaged) ? 0 : 1;
  }
  CHECK(refused > 300);
}

TEST_CASE("A manifest with flipped letters opens or is refused, nothing else", "[session][fuzz]") {
  ZipEntries entries = unpack_zip(pack_session(eventful_session()), "test");
  const std::string manifest = entries.at("manifest.json");
  Rng rng(11);
  const std::string letters = "0123456789-.e\"[]{},: truefalsn";
  for (int trial = 0; trial < 1500; ++trial) {
    std::string damaged = manifest;
    for (std::uint64_t flips = 1 + rng.below(3); flips > 0; --flips) {
      damaged[rng.below(damaged.size())] = letters[rng.below(letters.size())];
    }
    entries["manifest.json"] = damaged;
    // The zip itself is not what is tried here: store quickly.
    opens(pack_zip(entries));
  }
}

TEST_CASE("Other files are refused by what they are", "[session]") {
  const auto complaint = [](const std::string& bytes) {
    try {
      unpack_session(bytes, "file");
    } catch (const BadFile& error) {
      return error.problem();
    }
    return std::string("accepted");
  };
  CHECK(complaint("").find("not a zip") != std::string::npos);
  CHECK(complaint("hello").find("not a zip") != std::string::npos);
  CHECK(complaint(pack_zip({{"a.txt", "a"}})).find("not a session") != std::string::npos);
  CHECK(complaint(pack_zip({{"manifest.json", "{"}})).find("JSON") != std::string::npos);
  CHECK(complaint(pack_zip({{"manifest.json", std::string(100000, '[')}})).find("deep") !=
        std::string::npos);
  CHECK(complaint(pack_zip({{"manifest.json", "[]"}})).find("not a session") != std::string::npos);
}

TEST_CASE("Saving replaces a file only when all is written", "[session]") {
  const test::TempDir folder;
  const std::string path = folder.file("run.thalweg");
  save_session(path, eventful_session());
  const std::string before = read_file(path);
  CHECK(before == pack_session(eventful_session()));
  CHECK_THROWS_AS(save_session(folder.file("none/run.thalweg"), eventful_session()), BadFile);
  std::filesystem::create_directory(folder.file("folder"));
  CHECK_THROWS_AS(save_session(folder.file("folder"), eventful_session()), BadFile);
  CHECK_THROWS_AS(write_file("/dev/full/x", "x"), BadFile);
  CHECK(read_file(path) == before);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.file(""))) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  CHECK(files == 1);
}

TEST_CASE("A saved run with edits and a drag replays bit for bit", "[session][replay]") {
  Session session = unpack_session(pack_session(eventful_session()), "file");
  const ReplayReport report = check_replay(session.runs[0]);
  CHECK(report.exact);
  CHECK(report.divergences.empty());
  CHECK(report.states >= 4);
  CHECK(report.values > 300);
}

TEST_CASE("A replay that differs names the first step", "[session][replay]") {
  Session session = eventful_session();
  Recording altered = *session.runs[0].recording;
  REQUIRE(altered.edits[0].name == "rate");
  altered.edits[0].value = 0.03;  // instead of 0.02, at step 70
  session.runs[0].recording = std::make_shared<const Recording>(altered);
  const ReplayReport report = check_replay(session.runs[0]);
  REQUIRE_FALSE(report.divergences.empty());
  CHECK(report.divergences[0].contender == "plain");
  CHECK(report.divergences[0].step == 71);
  CHECK(report.divergences[0].what.find("error was") == 0);
}

TEST_CASE("On another build values are compared with a tolerance", "[session][replay]") {
  Session session = eventful_session();
  session.runs[0].made_by.cpu = "another";
  Recording altered = *session.runs[0].recording;
  Track& track = altered.tracks[0];
  TraceRecorder nearly;
  const Trace error = track.traces.at("error");
  for (std::size_t i = 0; i < error.size(); ++i) {
    nearly.append(error[i].step, error[i].value * (1 + 1e-9));
  }
  track.traces["error"] = nearly.trace();
  session.runs[0].recording = std::make_shared<const Recording>(altered);
  const ReplayReport report = check_replay(session.runs[0]);
  CHECK_FALSE(report.exact);
  CHECK(report.divergences.empty());
  session.runs[0].made_by = this_build();
  CHECK_FALSE(check_replay(session.runs[0]).divergences.empty());
}
