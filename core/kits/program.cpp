// Commands that were typed, and the programs they start.
#include "core/kits/program.hpp"

#include <fmt/format.h>

#include <mutex>
#include <set>

#include "core/base/error.hpp"
#include "core/optim/external.hpp"

namespace thalweg::optim {
namespace {

struct Typed {
  std::mutex guard;
  std::set<std::string> commands;
};

Typed& typed() {
  static Typed held;
  return held;
}

bool is_allowed(const std::string& command) {
  const std::scoped_lock lock(typed().guard);
  return typed().commands.contains(command);
}

}  // namespace

void allow_program(const std::string& command) {
  const std::scoped_lock lock(typed().guard);
  typed().commands.insert(command);
}

std::vector<std::string> words_of_command(const std::string& command) {
  std::vector<std::string> words;
  bool inside = false;  // of a word
  char quote = 0;
  for (const char c : command) {
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      inside = false;
    } else {
      if (!inside) words.emplace_back();
      inside = true;
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else {
        words.back() += c;
      }
    }
  }
  if (quote != 0) {
    throw BadInput(fmt::format("A {} has no end", quote), "command", "Close the quotation.");
  }
  return words;
}

std::shared_ptr<const Objective> program_objective(const std::string& command) {
  const std::vector<std::string> words = words_of_command(command);
  if (words.empty()) {
    throw BadInput("No program was named", "command",
                   "Type its command, for example: python3 my_function.py");
  }
  if (!is_allowed(command)) {
    throw BadInput(fmt::format("'{}' was not started: this command came with a session", command),
                   "command", "Type it yourself if you trust it, then restart (Ctrl+R).");
  }
  auto out = std::make_shared<ExternalObjective>(
      ExternalOptions{.command = words, .start_seconds = 5, .answer_seconds = 2});
  if (!out->has_gradient() || !out->has_products()) {
    throw BadInput(fmt::format("'{}' does not offer {}", words[0],
                               out->has_gradient() ? "products with the Hessian" : "gradients"),
                   "command", "Give serve() both gradient and hvp; thalweg_torch.py has them.");
  }
  if (out->dimension() < 2) {
    throw BadInput(fmt::format("'{}' has one coordinate", words[0]), "command",
                   "The plane needs two or more.");
  }
  return out;
}

}  // namespace thalweg::optim
