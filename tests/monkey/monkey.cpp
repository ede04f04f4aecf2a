// A seeded monkey: legal actions on the whole window over both experiments, without a display.
// usage: test_monkey [ACTIONS [SEED]]. It says its seed; a failure comes again with the same seed.
#include <fmt/format.h>
#include <imgui_internal.h>

#include <array>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "core/base/rng.hpp"
#include "tests/monkey/memory.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/window/scene.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/shell/keys.hpp"

namespace thalweg::ui {
namespace {

using test::Scene;

/// Widgets that would end the game or write where the person says.
bool is_forbidden(const std::string& name) {
  return name == "menu.quit" || name.starts_with("region.");
}

class Monkey {
 public:
  Monkey(Scene& scene, Rng rng) : scene_(scene), rng_(rng) {}

  /// One action; its name is kept for the report.
  void act() {
    const double dice = rng_.uniform();
    if (dice < 0.45) {
      click(dice < 0.36 ? 0 : 1);
    } else if (dice < 0.62) {
      drag();
    } else if (dice < 0.68) {
      turn_wheel();
    } else if (dice < 0.90) {
      press_key();
    } else if (dice < 0.96) {
      type();
    } else {
      change_window();
    }
    let_go();
  }
  const std::string& last() const { return last_; }

 private:
  ImGuiIO& io() { return ImGui::GetIO(); }
  bool likely(double share) { return rng_.uniform() < share; }

  ImVec2 somewhere() {
    const auto& all = last_widgets();
    if (all.empty() || likely(0.25)) {
      return {static_cast<float>(rng_.uniform(0, static_cast<double>(scene_.size().x))),
              static_cast<float>(rng_.uniform(0, static_cast<double>(scene_.size().y)))};
    }
    const DumpedWidget& widget = all[rng_.below(all.size())];
    if (is_forbidden(widget.name)) return {1, scene_.size().y - 1};
    last_ += " " + widget.name;
    const auto between = [&](float a, float b) {
      return static_cast<float>(rng_.uniform(static_cast<double>(a), static_cast<double>(b)));
    };
    return {between(widget.min.x, widget.max.x), between(widget.min.y, widget.max.y)};
  }

  void click(int button) {
    last_ = button ? "right click" : "click";
    io().KeyAlt = likely(0.05), io().KeyShift = likely(0.05), io().KeyCtrl = likely(0.03);
    io().MousePos = somewhere();
    scene_.frame();
    for (int times = likely(0.1) ? 2 : 1; times > 0; --times) {
      io().MouseDown[button] = true;
      scene_.frame();
      io().MouseDown[button] = false;
      scene_.frame();
    }
  }

  void drag() {
    last_ = "drag";
    const int button = likely(0.2) ? 1 : 0;
    io().KeyShift = likely(0.2), io().KeyCtrl = likely(0.05), io().KeyAlt = likely(0.05);
    io().MousePos = somewhere();
    scene_.frame();
    io().MouseDown[button] = true;
    scene_.frame();
    for (int i = 0; i < 3; ++i) {
      io().MousePos.x += static_cast<float>(rng_.uniform(-80, 80));
      io().MousePos.y += static_cast<float>(rng_.uniform(-60, 60));
      scene_.frame();
    }
    if (likely(0.1)) key(KeyPress::Key::escape);
    io().MouseDown[button] = false;
    scene_.frame();
  }

  void turn_wheel() {
    last_ = "wheel";
    io().KeyShift = likely(0.2), io().KeyCtrl = likely(0.2);
    io().MousePos = somewhere();
    scene_.frame();
    io().MouseWheel = likely(0.5) ? 1.0f : -1.0f;
    scene_.frame();
  }

  void key(KeyPress::Key which, char32_t character = 0, bool shift = false, bool ctrl = false,
           bool alt = false) {
    KeyPress press;
    press.key = which, press.character = character;
    press.shift = shift, press.ctrl = ctrl, press.alt = alt;
    handle_key(press, io().WantTextInput, scene_.workspace, scene_.shell.centre());
    scene_.frame();
  }

  void press_key() {
    using Key = KeyPress::Key;
    constexpr std::array<Key, 10> special{Key::space, Key::left,   Key::right, Key::home,
                                          Key::end,   Key::escape, Key::tab,   Key::remove,
                                          Key::f5,    Key::space};
    constexpr std::string_view plain = "xabp[],.fglnp123456?";
    constexpr std::string_view with_ctrl = "kerzzz";
    if (likely(0.5)) {
      const Key which = special[rng_.below(special.size())];
      last_ = fmt::format("special key {}", static_cast<int>(which));
      key(which, 0, likely(0.3), false, which == Key::left && likely(0.2));
    } else if (likely(0.75)) {
      const char c = plain[rng_.below(plain.size())];
      last_ = fmt::format("key {}", c);
      key(Key::character, static_cast<char32_t>(c));
    } else {
      const char c = with_ctrl[rng_.below(with_ctrl.size())];
      last_ = fmt::format("ctrl {}", c);
      key(Key::character, static_cast<char32_t>(c), likely(0.3), true);
    }
    if (likely(0.2)) {
      KeyPress ghost;
      ghost.key = Key::ghost;
      handle_key(ghost, false, scene_.workspace, scene_.shell.centre());
      scene_.frame();
      ghost.released = true;
      handle_key(ghost, false, scene_.workspace, scene_.shell.centre());
    }
  }

  void type() {
    constexpr std::array<const char*, 9> texts{"1e3", "0.5",   "-7",     "eta 800",  "κ",
                                               "nan", "12,13", "digits", "none such"};
    last_ = "type";
    io().AddInputCharactersUTF8(texts[rng_.below(texts.size())]);
    scene_.frame();
    tap(likely(0.7) ? ImGuiKey_Enter : ImGuiKey_DownArrow);
  }

  void tap(ImGuiKey which) {
    const int code = 300 + which;
    io().KeyMap[which] = code;
    io().KeysDown[code] = true;
    scene_.frame();
    io().KeysDown[code] = false;
    scene_.frame();
  }

  void change_window() {
    const std::array<ImVec2, 6> sizes{
        {{1600, 1000}, {1280, 800}, {960, 540}, {640, 400}, {1100, 620}, {2000, 700}}};
    constexpr std::array<const char*, 3> themes{"dark", "light", "high contrast"};
    constexpr std::array<const char*, 2> experiments{test::newton_sparse, test::descent_race};
    Workspace& workspace = scene_.workspace;
    const double dice = rng_.uniform();
    if (dice < 0.5) {
      last_ = "resize";
      scene_.resize(sizes[rng_.below(sizes.size())]);
    } else if (dice < 0.8) {
      last_ = "theme";
      use_theme(theme_named(themes[rng_.below(themes.size())]));
    } else {
      last_ = "another experiment";
      workspace.select_experiment(experiments[rng_.below(experiments.size())]);
    }
  }

  /// Nothing is held between two actions, nobody waits for text, and old runs are closed.
  void let_go() {
    Workspace& workspace = scene_.workspace;
    io().MouseDown[0] = io().MouseDown[1] = false;
    io().KeyAlt = io().KeyShift = io().KeyCtrl = false;
    io().MouseWheel = 0;
    scene_.frame();
    workspace.quit = false;
    if (workspace.runs().size() > 6) workspace.close_run(workspace.runs().front());
    if (workspace.messages().size() > 400 && likely(0.1)) workspace.banners().clear();
  }

  Scene& scene_;
  Rng rng_;
  std::string last_;
};

int play(std::int64_t actions, std::uint64_t seed) {
  const thalweg::test::TempDir folder;
  std::filesystem::current_path(std::filesystem::path(folder.file("")));
  for (const char* home : {"XDG_STATE_HOME", "XDG_CACHE_HOME"}) {
    ::setenv(home, folder.file(home).c_str(), 1);
  }
  Scene scene({1600, 1000}, test::newton_sparse);
  scene.workspace.preferences.history_mb = 64;
  Monkey monkey(scene, Rng(seed));
  std::size_t settled = 0;
  for (std::int64_t i = 0; i < actions; ++i) {
    try {
      monkey.act();
    } catch (const std::exception& error) {
      fmt::print(stderr, "seed {}, action {} ({}): {}\n", seed, i, monkey.last(), error.what());
      return 1;
    }
    if (i == actions / 2) settled = allocated_bytes();
    if (i % 1000 == 0) {
      fmt::print("{} actions, {:.0f} MB\n", i, static_cast<double>(allocated_bytes()) / 1e6);
      std::fflush(stdout);
    }
  }
  const std::size_t last = allocated_bytes();
  fmt::print("seed {}: {} actions; memory {:.0f} MB at half time, {:.0f} MB at the end\n", seed,
             actions, static_cast<double>(settled) / 1e6, static_cast<double>(last) / 1e6);
  // Flat but for the histories, which may fill their budget.
  constexpr std::size_t allowance = std::size_t{96} << 20;
  return last > settled + allowance ? 1 : 0;
}

}  // namespace
}  // namespace thalweg::ui

int main(int argc, char** argv) {
  const std::int64_t actions = argc > 1 ? std::atoll(argv[1]) : 2000;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  return thalweg::ui::play(actions, seed);
}
