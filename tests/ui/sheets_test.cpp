// The sheets and the palette, driven without a display.
#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.hpp"
#include "tests/ui/bench.hpp"
#include "ui/panels/menus.hpp"
#include "ui/shell/backstage.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

std::string clipboard;

struct Scene {
  thalweg::test::TempDir folder;
  Bench bench{{1600, 1000}};
  Scene() {
    ImGui::GetIO().SetClipboardTextFn = [](void*, const char* text) { clipboard = text; };
    clipboard.clear();
    bench.frame();
  }
  void open(Sheet sheet) {
    bench.workspace.sheet = sheet;
    bench.frame();
    bench.frame();
  }
  /// Types into the palette and presses Enter.
  void ask(const char* query) {
    bench.workspace.palette_open = true;
    bench.frame();
    bench.frame();
    bench.type(query);
  }
};

TEST_CASE("The palette turns on themes, scale and history, and says what it cannot", "[sheets]") {
  Scene scene;
  Preferences& p = scene.bench.workspace.preferences;
  scene.ask("light");
  CHECK(p.theme == "light");
  scene.ask("dark");
  CHECK(p.theme == "dark");
  scene.ask("scale 150");
  CHECK(p.scale == 1.5);
  scene.ask("history 1024");
  CHECK(p.history_mb == 1024);
  scene.ask("scale 900");
  CHECK(scene.bench.workspace.palette_open);
  REQUIRE(last_widget("palette.error"));
  CHECK(last_widget("palette.error")->text ==
        "The scale in per cent goes from 75 to 250, not \"900\".");
  CHECK(p.scale == 1.5);
}

TEST_CASE("The palette keeps open what a parameter refuses", "[sheets]") {
  Scene scene;
  scene.ask("rate 99");
  CHECK(scene.bench.workspace.palette_open);
  REQUIRE(last_widget("palette.error"));
  CHECK_FALSE(last_widget("palette.error")->text.empty());
  CHECK(std::get<double>(scene.bench.workspace.param("rate")) == 0.1);
  scene.bench.workspace.palette_open = false;
  scene.bench.frame();
}

TEST_CASE("The palette focuses, hides and shows contenders alone, and finds runs", "[sheets]") {
  Scene scene;
  Workspace& ws = scene.bench.workspace;
  scene.ask("focus sleeper");
  CHECK(ws.run().focus == "sleeper");
  scene.ask("hide relaxation");
  CHECK(ws.run().hidden.contains("plain"));
  scene.ask("solo sleeper");
  CHECK(ws.run().solo == "sleeper");
  ws.set_param_text("size", "9");
  scene.bench.frame();
  const OpenRun* second = &ws.run();
  ws.select_run(ws.runs().front());
  scene.ask("run toy size");
  CHECK(&ws.run() == second);
}

TEST_CASE("A message is copied by a click", "[sheets]") {
  Scene scene;
  scene.bench.workspace.tell(Message::Kind::error, "The disk is full", "figure.svg",
                             "Free some space.");
  scene.open(Sheet::messages);
  const std::string line = scene.bench.workspace.messages().back().line();
  scene.bench.press("messages.0");
  CHECK(clipboard == line);
}

TEST_CASE("Settings change at once and say how many threads solvers have", "[sheets]") {
  Scene scene;
  scene.open(Sheet::settings);
  scene.bench.press("settings.scale.125");
  CHECK(scene.bench.workspace.preferences.scale == 1.25);
  scene.bench.press("settings.scale.auto");
  CHECK(scene.bench.workspace.preferences.scale == 0);
  scene.bench.press("settings.theme.high contrast");
  CHECK(scene.bench.workspace.preferences.theme == "high contrast");
  REQUIRE(last_widget("settings.threads"));
  CHECK(last_widget("settings.threads")->text.find(" of ") != std::string::npos);
}

TEST_CASE("Open goes into folders, lists what can be opened, and says cause and cure", "[sheets]") {
  Scene scene;
  std::filesystem::create_directory(scene.folder.file("figures"));
  std::ofstream(scene.folder.file("figures") + "/notes.txt") << "not offered";
  ExportRequest request;
  request.view = "error";
  request.path = scene.folder.file("figures") + "/error.png";
  request.format = "png";
  REQUIRE(scene.bench.workspace.export_view(request));
  scene.open(Sheet::open);
  const auto enter = [&](const std::string& path) {
    scene.bench.press("file.path");
    scene.bench.type(path);
    scene.bench.frame();
  };
  enter(scene.folder.file("figures"));
  REQUIRE(last_widget("file.entry.0"));
  CHECK(last_widget("file.entry.0")->text.ends_with("error.png"));
  CHECK_FALSE(last_widget("file.entry.1"));
  enter(scene.folder.file("gone.thalweg"));
  REQUIRE(last_widget("file.error"));
  CHECK(last_widget("file.error")->text.find("gone.thalweg") != std::string::npos);
  CHECK(last_widget("file.error")->text.find("Check the path") != std::string::npos);
  const std::size_t runs = scene.bench.workspace.runs().size();
  scene.bench.press("file.entry.0");
  CHECK(scene.bench.workspace.runs().size() == runs + 1);
  CHECK(scene.bench.workspace.sheet == Sheet::none);
}

TEST_CASE("The sheet of keys names every command's shortcut", "[sheets]") {
  Bench bench({1600, 2400});
  bench.frame();
  bench.workspace.sheet = Sheet::keys;
  bench.frame();
  bench.frame();
  std::string all = "\n";
  for (const DumpedWidget& widget : last_widgets()) {
    if (widget.name == "keys.line") all += " " + widget.text + "\n";
  }
  for (const NamedCommand& command : commands()) {
    if (command.shortcut.empty()) continue;
    INFO(command.text << " " << command.shortcut);
    const bool alone = all.find(" " + command.shortcut + ":") != std::string::npos;
    const bool beside = all.find(" " + command.shortcut + " ") != std::string::npos;
    CHECK((alone || beside));
  }
}

}  // namespace
}  // namespace thalweg::ui
