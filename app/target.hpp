// What a TARGET on the command line stands for, with the settings and inputs given beside it.
#pragma once

#include "app/commands.hpp"
#include "core/io/session.hpp"
#include "core/run/race.hpp"

namespace thalweg::app {

/// True for a .thalweg file; otherwise the target is an experiment's id.
bool is_session(const std::string& target);
/// Loads and prints what was odd to standard error.
Session open_session(const std::string& path);
/// The spec an id or a session's current run stands for, without further options.
RunSpec spec_of(const std::string& target);
/// Poses the run with all options. A session's run goes on from its head with live settings and
/// inputs as edits; a setting that restarts begins afresh. Throws BadInput.
Race open_race(const RunOptions& options);

}  // namespace thalweg::app
