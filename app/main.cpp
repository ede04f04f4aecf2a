// The program's entrance: the window, or one of the headless commands.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/interrupt.hpp"
#include "app/target.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/build_info.hpp"
#include "core/run/catalogue.hpp"
#ifdef THALWEG_WINDOW
#include "ui/shell/window.hpp"
#endif

namespace thalweg::app {
namespace {

constexpr const char* target_help = "An experiment (family/stem) or a .thalweg file";

/// What the command line asked for; filled by CLI11, read after parsing.
struct Request {
  RunOptions run;
  ExportOptions exporting;
  bool json = false, table = false;
  std::vector<std::string> ids;
  std::string file, folder = "out/docs";
  std::function<int()> command;
};

void add_run_options(CLI::App& command, Request& request) {
  command.add_option("TARGET", request.run.target, target_help)->required();
  command
      .add_option("--set", request.run.settings,
                  "A setting: [contender.]name=value; a contender on offer joins; repeatable")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--input", request.run.inputs, "An input from CSV or NPY: name=FILE; repeatable")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--seed", request.run.seed, "Seed of all random numbers")->take_last();
  command.add_option("--steps", request.run.steps, "At most this many steps a contender")
      ->take_last();
}

CLI::Option* add_export_options(CLI::App& command, Request& request) {
  ExportOptions& exporting = request.exporting;
  command.add_option("--formats", exporting.formats, "Of figures: svg,pdf,png")
      ->delimiter(',')
      ->check(CLI::IsMember({"svg", "pdf", "png"}))
      ->capture_default_str();
  command.add_flag("--all-views", exporting.all, "Every view, not only the four shown first");
  command.add_option("--width", exporting.width, "Of figures, in px")->capture_default_str();
  command.add_option("--height", exporting.height, "Of figures, in px")->capture_default_str();
  command.add_option("--scale", exporting.scale, "Multiplies the pixels of a PNG")
      ->capture_default_str();
  command.add_option("--theme", exporting.theme, "light, dark, print or high contrast")
      ->capture_default_str();
  return command.add_option("--export", exporting.folder, "Folder for figures, data and session");
}

void add_listing(CLI::App& app, Request& request) {
  CLI::App* list_command = app.add_subcommand("list", "The experiments");
  list_command->add_flag("--json", request.json, "As JSON");
  list_command->callback([&] { request.command = [&] { return list(request.json); }; });

  CLI::App* params_command = app.add_subcommand("params", "Parameters, inputs and contenders");
  params_command->add_option("TARGET", request.run.target, target_help)->required();
  params_command->add_flag("--json", request.json, "As JSON");
  params_command->callback(
      [&] { request.command = [&] { return params(request.run.target, request.json); }; });

  CLI::App* docs_command = app.add_subcommand("docs", "Write a method page for each experiment");
  docs_command->add_option("DIR", request.folder, "Folder")->capture_default_str();
  docs_command->callback([&] { request.command = [&] { return docs(request.folder); }; });
}

void add_running(CLI::App& app, Request& request) {
  CLI::App* run_command = app.add_subcommand("run", "Run and print the final read-outs");
  add_run_options(*run_command, request);
  add_export_options(*run_command, request);
  CLI::Option* as_json = run_command->add_flag("--json", request.json, "Print JSON");
  run_command->add_option("--each", request.run.each, "One run for each value: name=value,value,…")
      ->excludes(as_json);
  run_command->add_flag("--table", request.table, "Print a table (usual)")->excludes(as_json);
  run_command->callback(
      [&] { request.command = [&] { return run(request.run, request.exporting, request.json); }; });

  CLI::App* export_command =
      app.add_subcommand("export", "Write figures, data and session; a session as it was saved");
  add_run_options(*export_command, request);
  add_export_options(*export_command, request)->required();
  export_command->callback(
      [&] { request.command = [&] { return export_target(request.run, request.exporting); }; });
}

void add_checking(CLI::App& app, Request& request) {
  CLI::App* check_command =
      app.add_subcommand("check", "Check claims: measured against required (status 1: short)");
  check_command->add_option("ID", request.ids, "Experiments, or all")->required();
  check_command->callback([&] { request.command = [&] { return check(request.ids); }; });

  CLI::App* replay_command =
      app.add_subcommand("replay", "Compute a session again and compare (status 1: it differs)");
  replay_command->add_option("FILE", request.file, "A .thalweg file")->required();
  replay_command->callback([&] { request.command = [&] { return replay(request.file); }; });
}

[[noreturn]] void refuse(const std::string& what, const std::string& first) {
  const std::vector<std::string> names{"list",  "params", "run", "export",
                                       "check", "replay", "docs"};
  const bool known = std::find(names.begin(), names.end(), first) != names.end();
  const auto close = nearest(first, names);
  throw BadInput(what, "command line",
                 !known && !close.empty() ? "Nearest: " + close.front() + "."
                                          : "'thalweg --help' names the commands, 'thalweg COMMAND "
                                            "--help' their options.");
}

/// Without a command: the window on `target`; where there is none the same, headless.
int open_window_or_run(const std::string& target) {
  const bool session = is_session(target);
  if (!session && target.find('/') == std::string::npos) {
    refuse(fmt::format("There is no command '{}'", target), target);
  }
  if (!session) static_cast<void>(find_experiment(target));
  std::string why = "this build has no window";
#ifdef THALWEG_WINDOW
  ui::WindowOptions options;
  if (session) {
    options.session = target;
  } else {
    options.experiment = target;
  }
  if (const auto status = ui::run_window(options, why)) return *status;
#endif
  fmt::print(stderr, "thalweg: {}; {} runs headless and writes to out/\n", why, target);
  ExportOptions exporting;
  exporting.folder = "out";
  return run({target, {}, {}, {}, {}}, exporting, false);
}

/// The arguments, last first as CLI11 takes them, with the option repeated before every further
/// assignment: '--input a=1 b=2' is '--input a=1 --input b=2'.
std::vector<std::string> spelled_out(int argc, char** argv) {
  std::vector<std::string> arguments;
  std::string option;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool assigns = !word.starts_with('-') && word.find('=') != std::string::npos;
    const bool follows = i > 1 && arguments.back() != option;
    if (word == "--set" || word == "--input") {
      option = word;
    } else if (!assigns) {
      option.clear();
    } else if (!option.empty() && follows) {
      arguments.push_back(option);
    }
    arguments.push_back(word);
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

int parse_and_run(int argc, char** argv) {
  CLI::App app(
      "Thalweg: a laboratory for optimisation, curvature and optimal transport.\n"
      "Without a command it opens its window.",
      "thalweg");
  app.set_version_flag(
      "--version", fmt::format("thalweg {} (build {})", this_build().version, this_build().build));
  app.require_subcommand(0, 1);
  app.footer("Exit status: 0 done, 1 a check fell short, 2 bad input, 3 internal failure.");
  Request request;
  std::string shown = first_experiment;
  app.add_option("OPEN", shown, "Without a command: the experiment or session the window opens");
  add_listing(app, request);
  add_running(app, request);
  add_checking(app, request);
  try {
    app.parse(spelled_out(argc, argv));
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    refuse(error.what(), argv[1]);
  }
  return request.command ? request.command() : open_window_or_run(shown);
}

/// A full disk behind standard output must not pass for success.
int flushed(int status) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  fmt::print(stderr, "thalweg: standard output could not be written; is the disk full?\n");
  return 2;
}

}  // namespace
}  // namespace thalweg::app

int main(int argc, char** argv) {
  thalweg::app::catch_signals();
  try {
    return thalweg::app::flushed(thalweg::app::parse_and_run(argc, argv));
  } catch (const thalweg::BadInput& error) {
    fmt::print(stderr, "thalweg: {}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "thalweg: internal failure: {}\n", error.what());
    return 3;
  }
}
