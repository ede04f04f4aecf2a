// Claim checks and their results as JSON, one file an experiment.
#include "core/io/claim_results.hpp"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/io/cache.hpp"
#include "core/io/files.hpp"
#include "core/io/json_node.hpp"
#include "core/io/settings_json.hpp"

namespace thalweg {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::uint64_t largest_file = 1 << 20;

Json to_json(const ClaimResult& result) {
  Json json{{"claim", result.claim},
            {"error", result.error},
            {"seconds", result.seconds},
            {"when", result.when},
            {"measurements", Json::array()}};
  for (const Measurement& m : result.measurements) {
    json["measurements"].push_back({{"what", m.what},
                                    {"relation", m.relation},
                                    {"required", m.required},
                                    {"measured", number_to_json(m.measured)},
                                    {"holds", m.holds}});
  }
  return json;
}

double number_at(const JsonNode& node, const char* key) {
  const JsonNode member = node.at(key);
  const ParamValue value = value_from_json(member.value(), member.where());
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  member.refuse("is not a number");
}

ClaimResult from_json(const JsonNode& node) {
  ClaimResult result;
  result.claim = node.at("claim").text();
  result.error = node.at("error").text();
  result.seconds = number_at(node, "seconds");
  result.when = node.at("when").whole(0, std::int64_t{1} << 40);
  for (const JsonNode& item : node.at("measurements").items()) {
    result.measurements.push_back({item.at("what").text(), item.at("relation").text(),
                                   item.at("required").text(), number_at(item, "measured"),
                                   item.at("holds").flag()});
  }
  return result;
}

}  // namespace

bool ClaimResult::holds() const {
  return error.empty() && std::all_of(measurements.begin(), measurements.end(),
                                      [](const Measurement& m) { return m.holds; });
}

ClaimResult check_claim(const Experiment& experiment, const Claim& claim,
                        const ClaimScope::Stop& stop) {
  ClaimResult result;
  result.claim = claim.text;
  result.when = std::time(nullptr);
  const double began = wall_seconds();
  ClaimScope scope(experiment, stop);
  try {
    claim.check(scope);
  } catch (const CheckStopped&) {
    throw;
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  result.measurements = scope.measurements();
  result.seconds = wall_seconds() - began;
  return result;
}

std::string ClaimResults::file_of(const Experiment& experiment) const {
  return (folder_ / "claims" / (cache_name(experiment) + ".json")).string();
}

std::vector<ClaimResult> ClaimResults::load(const Experiment& experiment) const {
  const std::string file = file_of(experiment);
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) return {};
  try {
    const nlohmann::json document = parse_json(read_file(file, largest_file), file);
    std::vector<ClaimResult> results;
    for (const JsonNode& node : JsonNode(document, file).items()) {
      results.push_back(from_json(node));
    }
    return results;
  } catch (const Error&) {
    return {};  // a damaged cache is an empty one
  }
}

void ClaimResults::keep(const Experiment& experiment, const ClaimResult& result) const {
  std::vector<ClaimResult> results = load(experiment);
  std::erase_if(results, [&](const ClaimResult& r) { return r.claim == result.claim; });
  results.push_back(result);
  Json json = Json::array();
  for (const ClaimResult& r : results) json.push_back(to_json(r));
  make_folder((folder_ / "claims").string());
  write_file(file_of(experiment), json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

const ClaimResult* result_of(const std::vector<ClaimResult>& results, const std::string& claim) {
  const auto found = std::find_if(results.begin(), results.end(),
                                  [&](const ClaimResult& r) { return r.claim == claim; });
  return found == results.end() ? nullptr : &*found;
}

ClaimStanding standing_of(const Experiment& experiment, const std::vector<ClaimResult>& results) {
  bool all_run = true;
  for (const Claim& claim : experiment.claims) {
    const ClaimResult* result = result_of(results, claim.text);
    if (result && !result->holds()) return ClaimStanding::falls_short;
    all_run = all_run && result;
  }
  return all_run ? ClaimStanding::holds : ClaimStanding::not_run;
}

}  // namespace thalweg
