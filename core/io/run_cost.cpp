// Costs as JSON lines; times in whole microseconds.
#include "core/io/run_cost.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/io/files.hpp"
#include "core/io/json_node.hpp"

namespace thalweg {
namespace {

constexpr std::uint64_t largest_file = 1 << 16;
constexpr std::int64_t most = std::int64_t{1} << 50;

}  // namespace

std::optional<RunCost> read_run_cost(const std::filesystem::path& file) {
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) return std::nullopt;
  try {
    const std::string where = file.string();
    const nlohmann::json document = parse_json(read_file(where, largest_file), where);
    const JsonNode node(document, where);
    RunCost cost;
    cost.problem = node.at("problem").text();
    cost.steps = node.at("steps").whole(0, most);
    cost.seconds = 1e-6 * static_cast<double>(node.at("microseconds").whole(0, most));
    return cost;
  } catch (const BadInput&) {
    return std::nullopt;
  }
}

void write_run_cost(const std::filesystem::path& file, const RunCost& cost) {
  const nlohmann::ordered_json line{{"problem", cost.problem},
                                    {"steps", cost.steps},
                                    {"microseconds", std::llround(1e6 * cost.seconds)}};
  write_file(file.string(),
             line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace thalweg
