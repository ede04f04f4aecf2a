// What headless commands print: experiments, parameters and the read-outs of a run, as aligned text
// or as JSON.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/run/run.hpp"

namespace thalweg {

/// "converged", "exhausted", … as sessions and tables write it.
std::string condition_text(Condition condition);

/// Columns padded to equal width, two blanks apart; the first row is the heading.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

/// Id, title, family, paper of each.
std::string experiments_table(const std::vector<Experiment>& experiments);
std::string experiments_json(const std::vector<Experiment>& experiments);

/// Name, value in force, range, when it acts, what it does. `spec` gives the values.
std::string params_table(const RunSpec& spec);
std::string params_json(const RunSpec& spec);

/// A run at its end. `frames` holds contenders and analyses as shown at the head.
struct RunResult {
  RunSpec spec;
  std::shared_ptr<const Recording> recording;
  FrameSet frames;
  /// Of each contender, with what the host and the method say of those in trouble.
  std::vector<Standing> standings = {};
  /// What contenders train, by key.
  std::map<std::string, std::vector<NamedArray>> weights = {};
};
/// Final read-outs of every contender, the reference, advice, notes.
std::string result_table(const RunResult& result);
/// Runs that differ in the value of `parameter`, which is the first column and goes before each
/// remark below.
std::string cases_table(const std::string& parameter, const std::vector<RunResult>& cases);
/// The same as result_table(); seconds stand under `timing` only.
std::string result_json(const RunResult& result);

}  // namespace thalweg
