// Objectives computed by a program that a person names. A program starts only when its command was
// typed in this process: what a session file holds may come from anywhere and starts nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// A person typed this command.
void allow_program(const std::string& command);

/// The command split at blanks, outside '…' and "…"; no shell is involved. BadInput for a quote
/// without an end.
std::vector<std::string> words_of_command(const std::string& command);

/// Starts the program, which has 5 s to greet and 2 s for each answer (assets/oracle/README.md).
/// BadInput when nobody typed the command, when the program fails, and when it offers no gradient,
/// no products with the Hessian, or fewer than two coordinates.
std::shared_ptr<const Objective> program_objective(const std::string& command);

}  // namespace thalweg::optim
